// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"
#include "change/dialects.h"
#include "change/postgresql/decisions.h"
#include "change/postgresql/enum_use.h"
#include "change/postgresql/enum_values.h"
#include "change/postgresql/facets.h"
#include "change/postgresql/fixed_point.h"
#include "change/postgresql/stages.h"
#include "change/postgresql/steps.h"
#include "change/postgresql/texts.h"

namespace godwit::change {
namespace postgresql {
namespace {

Operations create_operations(const Sides& sides, const Step& step,
                             const Fact& fact) {
  if (fact.id.kind == Kind::table) {
    return create_table(sides, fact, step.folded);
  }
  if (fact.id.kind == Kind::column) {
    return add_column(sides, fact,
                      step.folded.empty() ? nullptr : step.folded.front());
  }
  return rule_of(fact.id.kind)->create(sides, fact);
}

Operations operations_of(const Sides& sides, const Decision& decision,
                         const Step& step) {
  if (decision.fate == Fate::swap && step.id.kind == Kind::table) {
    const auto swap =
        step.verb == Step::Verb::drop ? end_table_swap : begin_table_swap;
    return swap(sides, *decision.before, *decision.after);
  }
  if (step.verb == Step::Verb::drop) {
    return rule_of(step.id.kind)->drop(sides, *decision.before);
  }
  if (step.verb == Step::Verb::create) {
    Operations operations = create_operations(sides, step, *decision.after);
    append(operations, without_default_privileges(sides, *decision.after));
    return operations;
  }
  if (decision.fate == Fate::swap) {
    return swap_type(sides, *decision.before, *decision.after);
  }
  return decision.operations;
}

// Whether something that its text may name is only made after it.
bool names_something_later(const Sides& sides, const Steps& steps,
                           const std::set<std::size_t>& done,
                           const Step& step) {
  const Fact* fact = sides.to.find(step.id);
  if (step.verb == Step::Verb::drop || fact == nullptr ||
      !is_read_late(*fact)) {
    return false;
  }
  const auto named = steps_named_by(steps, *fact);
  return std::any_of(named.begin(), named.end(), [&](std::size_t other) {
    return &steps.all[other] != &step && !done.contains(other);
  });
}

// The text of a function is as somebody has written it.
Operations loadable(Operations operations, const Step& step) {
  if (step.id.kind == Kind::function || step.id.kind == Kind::comment) {
    return operations;
  }
  for (Operation& operation : operations) {
    operation.statement = fixed_point(operation.statement);
  }
  return operations;
}

constexpr std::string_view unchecked_bodies =
    "SET LOCAL check_function_bodies = off";

std::vector<Words> in_words(const Sides& sides, const Decisions& decisions,
                            const Steps& steps,
                            const std::vector<std::size_t>& order) {
  std::vector<Words> words;
  std::set<std::size_t> done;
  bool unchecked = false;
  for (const std::size_t index : order) {
    const Step& step = steps.all[index];
    Operations operations;
    if (!unchecked && names_something_later(sides, steps, done, step)) {
      unchecked = true;
      operations = {{.statement = std::string(unchecked_bodies)}};
    }
    done.insert(index);
    append(operations,
           loadable(operations_of(sides, decisions.at(step.id), step), step));
    words.push_back({index, std::move(operations)});
  }
  return words;
}

std::string added_value(const std::string& statement) {
  const std::string_view words = " ADD VALUE ";
  const std::size_t begin = statement.find(words) + words.size();
  return enum_values(std::string_view(statement).substr(begin)).front();
}

bool adds_values(const Step& step) {
  return step.id.kind == Kind::enum_type && step.verb == Step::Verb::alter;
}

bool adds_used_value(const Sides& sides, const Steps& steps,
                     const std::vector<Words>& plan, const Words& adding) {
  for (const Operation& operation : adding.operations) {
    if (operation.statement.find(" ADD VALUE ") == std::string::npos) continue;
    const std::string value = added_value(operation.statement);
    for (const Words& other : plan) {
      if (uses_value(sides, steps.all[other.step], other.operations,
                     steps.all[adding.step].id, value)) {
        return true;
      }
    }
  }
  return false;
}

// A value can be used only after the transaction that adds it. Its place may be
// told by another one, so that all of a type go together.
void commit_used_values(const Sides& sides, const Steps& steps,
                        std::vector<Words>& plan) {
  for (Words& words : plan) {
    words.committed_first = adds_values(steps.all[words.step]) &&
                            adds_used_value(sides, steps, plan, words);
  }
}

// The setting ends with its transaction.
Operations with_setting_in_each_stage(Operations operations) {
  Operations all;
  bool unchecked = false;
  for (Operation& one : operations) {
    const bool begins = !all.empty() && all.back().stage != one.stage;
    if (unchecked && begins && shares_transaction(one.pace)) {
      all.push_back(
          {.statement = std::string(unchecked_bodies), .stage = one.stage});
    }
    unchecked = unchecked || one.statement == unchecked_bodies;
    all.push_back(std::move(one));
  }
  return all;
}

// One of a circle that can be made anew instead.
std::optional<Identity> way_out(const Decisions& decisions, const Steps& steps,
                                const std::vector<std::size_t>& order) {
  const std::set<std::size_t> done(order.begin(), order.end());
  for (std::size_t i = 0; i < steps.all.size(); ++i) {
    const Step& step = steps.all[i];
    if (done.contains(i) || step.id.kind == Kind::column) continue;
    if (decisions.at(step.id).fate == Fate::alter &&
        is_replaceable(step.id.kind)) {
      return step.id;
    }
  }
  return {};
}

Error circular(const Steps& steps, const std::vector<std::size_t>& order) {
  const std::set<std::size_t> done(order.begin(), order.end());
  std::string names;
  for (std::size_t i = 0; i < steps.all.size(); ++i) {
    if (done.contains(i)) continue;
    names += (names.empty() ? "" : ", ") + label(steps.all[i].id);
  }
  return make_error(
      ErrorCode::unsupported,
      fmt::format("no order is known in which to change {}", names),
      "write what changes them as a migration by hand");
}

// All in one transaction, so that nobody sees what is gone for a while.
Sides at_once(const Sides& sides) {
  return {.from = sides.from, .to = sides.to, .fills = sides.fills};
}

Result<Operations> change(const Sides& sides) {
  std::set<Identity> replaced;
  while (true) {
    const auto decisions = decide(sides, replaced);
    if (!decisions) return decisions.error();
    Steps steps = steps_of(sides, *decisions);
    fold(sides, steps);
    follow_texts(sides, steps);
    const auto order = in_order(sides, steps);
    if (order.size() == steps.all.size()) {
      auto plan = in_words(sides, *decisions, steps, order);
      commit_used_values(sides, steps, plan);
      Stages stages = in_stages(steps, std::move(plan));
      if (sides.online && !stages.keeps_all) return change(at_once(sides));
      return with_setting_in_each_stage(std::move(stages.operations));
    }
    const auto out = way_out(*decisions, steps, order);
    if (!out || !replaced.insert(*out).second) return circular(steps, order);
  }
}

}  // namespace
}  // namespace postgresql

Result<Operations> change_postgresql(const ChangeRequest& request) {
  const schema::Model from = postgresql::with_facets(request.from);
  const schema::Model to = postgresql::with_facets(request.to);
  return postgresql::change({.from = from,
                             .to = to,
                             .fills = request.fills,
                             .online = request.online});
}

}  // namespace godwit::change
