// SPDX-License-Identifier: BSL-1.0
#include "plan/hash.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.h"

namespace godwit {
namespace {

// Where the digits of a part begin, and how many it has.
struct Part {
  std::size_t begin;
  std::size_t size;
};

constexpr Part settings_part{0, 4};
constexpr Part history_part{4, 4};
constexpr Part whole_part{8, 8};
constexpr std::size_t hash_size = 16;

// Each value with its length, so that no two lists of values are one text.
class Digest {
 public:
  Digest& add(std::string_view value) {
    text_ += fmt::format("{}:{}\n", value.size(), value);
    return *this;
  }
  Digest& add_number(std::int64_t value) {
    return add(fmt::format("{}", value));
  }
  Digest& add_optional(const std::optional<std::string>& value) {
    return value ? add("+" + *value) : add("-");
  }

  std::string digits(const Part& part) const {
    return sha256(text_).substr(0, part.size);
  }

 private:
  std::string text_;
};

// The text with what its placeholders stand for, or for a file in C++ what
// stands for it.
std::string checksum_of(const Step& step) {
  const bool code = step.script().language == Language::cpp;
  const bool known = step.migration != nullptr && step.stored == nullptr;
  if (known && code) return step.migration->checksum;
  return sha256(step.script().text);
}

void add_step(Digest& digest, const Step& step) {
  for (const auto* companions : {&step.before, &step.after}) {
    for (const Companion& one : *companions) {
      digest.add(one.name).add(sha256(one.script->text));
    }
  }
  digest.add(to_string(step.direction))
      .add(to_string(step.kind))
      .add(step.version.text())
      .add(step.name)
      .add(checksum_of(step))
      .add_number(step.script().transactional ? 1 : 0)
      .add_number(static_cast<std::int64_t>(step.resume_at))
      .add_optional(step.in_doubt)
      .add_optional(step.checkpoint);
}

std::string digest_of_settings(const Plan& plan, const MigrationSet& migrations,
                               std::string_view history_table) {
  Digest digest;
  digest.add(migrations.name())
      .add(history_table)
      .add(to_string(plan.direction))
      .add(to_string(plan.transaction))
      .add_number(plan.removes_history ? 1 : 0);
  return digest.digits(settings_part);
}

std::string digest_of_history(const RecordedHistory& history) {
  Digest digest;
  digest.add_number(history.exists ? 1 : 0).add_number(history.others.count);
  for (const AppliedMigration& row : history.scripts) {
    digest.add(row.name).add(row.checksum);
  }
  for (const AppliedMigration& row : history.applied) {
    digest.add(row.version.text())
        .add(row.checksum)
        .add(to_string(row.state))
        .add_number(static_cast<std::int64_t>(row.statements_done))
        .add_optional(row.begun_sql)
        .add_optional(row.checkpoint);
  }
  return digest.digits(history_part);
}

std::string digest_of_whole(const Plan& plan, std::string_view before) {
  Digest digest;
  digest.add(before).add(plan.baseline_reason);
  digest.add(plan.snapshot == nullptr ? "" : sha256(plan.snapshot->text));
  for (const Script* hook : {plan.before_all, plan.after_all}) {
    digest.add(hook == nullptr ? "" : sha256(hook->text));
  }
  digest.add_number(static_cast<std::int64_t>(plan.baseline.size()));
  for (const Step& step : plan.baseline) add_step(digest, step);
  for (const Step& step : plan.steps) add_step(digest, step);
  return digest.digits(whole_part);
}

std::string_view digits_of(std::string_view hash, const Part& part) {
  return hash.substr(part.begin, part.size);
}

}  // namespace

std::string plan_hash(const Plan& plan, const MigrationSet& migrations,
                      std::string_view history_table,
                      const RecordedHistory& history) {
  const std::string before =
      digest_of_settings(plan, migrations, history_table) +
      digest_of_history(history);
  return before + digest_of_whole(plan, before);
}

std::string combined_hash(std::span<const std::string> hashes) {
  if (hashes.size() == 1) return hashes.front();
  std::string all;
  for (const Part& part : {settings_part, history_part, whole_part}) {
    Digest digest;
    for (const std::string& hash : hashes) digest.add(digits_of(hash, part));
    all += digest.digits(part);
  }
  return all;
}

std::vector<std::string> hash_differences(std::string_view planned,
                                          std::string_view now) {
  const auto differs = [&](const Part& part) {
    return digits_of(planned, part) != digits_of(now, part);
  };
  std::vector<std::string> differences;
  if (differs(settings_part)) {
    differences.emplace_back(
        "it was planned for another set, history table, direction or "
        "transaction mode");
  }
  if (differs(history_part)) {
    differences.emplace_back("the history has other rows than then");
  }
  if (differences.empty() && differs(whole_part)) {
    differences.emplace_back(
        "the history is as it was then, but other steps are due: the binary "
        "carries other migrations, or other limits were given");
  }
  return differences;
}

bool is_plan_hash(std::string_view text) {
  return text.size() == hash_size &&
         text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace godwit
