// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/stages.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace godwit::change::postgresql {
namespace {

// Stages come in rounds of three: a transaction, what is in none, and rows that
// are written. Those that stay empty are none.
constexpr std::size_t stages_of_round = 3;

std::size_t place_in_round(Pace pace) {
  switch (pace) {
    case Pace::brief:
    case Pace::reads:
      return 0;
    case Pace::apart:
      return 1;
    case Pace::writes:
      return 2;
  }
  return 0;
}

/// When an operation happens.
struct Moment {
  std::size_t stage = 0;
  Pace pace = Pace::brief;
};

// The first stage that an operation can be in.
std::size_t stage_after(const Moment& before, Pace pace) {
  const bool next = before.pace == Pace::brief && pace == Pace::reads;
  std::size_t stage = before.stage + (next ? 1 : 0);
  while (stage % stages_of_round != place_in_round(pace)) ++stage;
  return stage;
}

/// Finds the stage of each operation.
class Staging {
 public:
  Staging(const Steps& steps, std::vector<Words>& words)
      : steps_(steps), words_(words) {
    for (const auto& [one, other] : steps.order) before_[other].push_back(one);
  }

  // Words are in an order in which what is needed comes first.
  void find() {
    const bool rest_waits =
        std::any_of(words_.begin(), words_.end(),
                    [](const Words& one) { return one.committed_first; });
    for (Words& words : words_) {
      Moment last;
      if (!words.committed_first) {
        last = earliest(words);
        if (rest_waits) last.stage = std::max(last.stage, stages_of_round);
      }
      for (Operation& operation : words.operations) {
        last = {stage_after(last, operation.pace), operation.pace};
        operation.stage = last.stage;
        begins_.try_emplace(words.step, last);
      }
      ends_[words.step] = last;
      if (has(words, Pace::writes)) writes_.insert(words.step);
    }
  }

  bool keeps_all() const {
    for (const auto& [id, dropped] : steps_.drops) {
      const auto made = steps_.builds.find(id);
      const auto end = ends_.find(dropped);
      if (made == steps_.builds.end() || end == ends_.end()) continue;
      const auto begin = begins_.find(made->second);
      if (begin != begins_.end() && begin->second.stage > end->second.stage) {
        return false;
      }
    }
    return true;
  }

 private:
  static bool has(const Words& words, Pace pace) {
    return std::any_of(words.operations.begin(), words.operations.end(),
                       [&](const auto& one) { return one.pace == pace; });
  }

  Moment earliest(const Words& words) const {
    Moment latest;
    const auto needed = before_.find(words.step);
    if (needed == before_.end()) return latest;
    // What has to be kept to waits until rows do, unless it is validated later;
    // what only names something, until that is there.
    const Kind kind = steps_.all[words.step].id.kind;
    const bool of_rows = kind == Kind::constraint || kind == Kind::index;
    const bool validated = has(words, Pace::reads);
    for (const std::size_t one : needed->second) {
      const bool waits = of_rows && (!validated || writes_.contains(one));
      const auto& moments = waits ? ends_ : begins_;
      const auto moment = moments.find(one);
      if (moment == moments.end()) continue;
      const auto key = [](const Moment& at) {
        return std::pair(at.stage, at.pace == Pace::brief);
      };
      if (key(moment->second) > key(latest)) latest = moment->second;
    }
    return latest;
  }

  const Steps& steps_;
  std::vector<Words>& words_;
  std::map<std::size_t, std::vector<std::size_t>> before_;
  std::map<std::size_t, Moment> begins_;
  std::map<std::size_t, Moment> ends_;
  std::set<std::size_t> writes_;
};

// What reads rows comes first, before something locks more.
void sort(Operations& operations) {
  const auto key = [](const Operation& one) {
    return std::pair(one.stage, one.pace != Pace::reads);
  };
  std::stable_sort(operations.begin(), operations.end(),
                   [&](const auto& one, const auto& other) {
                     return key(one) < key(other);
                   });
}

void number(Operations& operations) {
  std::size_t number = 0;
  std::size_t stage = operations.empty() ? 0 : operations.front().stage;
  for (Operation& operation : operations) {
    if (operation.stage != stage) ++number;
    stage = operation.stage;
    operation.stage = number;
  }
}

}  // namespace

Stages in_stages(const Steps& steps, std::vector<Words> words) {
  Staging staging(steps, words);
  staging.find();
  Stages stages{.keeps_all = staging.keeps_all()};
  for (Words& one : words) {
    append(stages.operations, std::move(one.operations));
  }
  sort(stages.operations);
  number(stages.operations);
  return stages;
}

}  // namespace godwit::change::postgresql
