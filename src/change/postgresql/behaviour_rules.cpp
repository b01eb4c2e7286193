// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "change/postgresql/facets.h"
#include "change/postgresql/rules.h"

// What happens by itself: rules, triggers, policies, statistics, publications.
namespace godwit::change::postgresql {
namespace {

Operations set_enabled(const Model& model, const Fact& fact,
                       std::string_view what) {
  const std::string_view state = fact.aspect("enabled");
  return {{.statement = fmt::format(
               "ALTER TABLE {} {} {} {}", owner_name(model, fact.id),
               state.empty() ? "ENABLE" : state, what, fact.reference)}};
}

std::string_view word_of(const Fact& fact) {
  return fact.id.kind == Kind::rule ? "RULE" : "TRIGGER";
}

Operations create_reaction(const Sides& sides, const Fact& fact) {
  Operations operations = one(fact.text, "create", fact);
  if (!fact.aspect("enabled").empty()) {
    append(operations, set_enabled(sides.to, fact, word_of(fact)));
  }
  return operations;
}

Operations drop_from_table(const Sides& sides, const Fact& fact,
                           std::string_view what) {
  return one(fmt::format("DROP {} {} ON {}", what, fact.reference,
                         owner_name(sides.from, fact.id)),
             "drop", fact);
}

Operations drop_reaction(const Sides& sides, const Fact& fact) {
  return drop_from_table(sides, fact, word_of(fact));
}

std::optional<Operations> alter_reaction(const Sides& sides, const Fact& before,
                                         const Fact& after) {
  if (differs_beyond(before, after, {"enabled"})) return {};
  return set_enabled(sides.to, after, word_of(after));
}

Operations create_plainly(const Sides& /*sides*/, const Fact& fact) {
  return one(fact.text, "create", fact);
}

Operations drop_policy(const Sides& sides, const Fact& fact) {
  return drop_from_table(sides, fact, "POLICY");
}

bool loses(const Fact& before, const Fact& after, std::string_view aspect) {
  return !before.aspect(aspect).empty() && after.aspect(aspect).empty();
}

std::optional<Operations> alter_policy(const Sides& sides, const Fact& before,
                                       const Fact& after) {
  if (differs(before, after, "command") ||
      differs(before, after, "permissive") || loses(before, after, "using") ||
      loses(before, after, "check")) {
    return {};
  }
  std::string text = fmt::format("ALTER POLICY {} ON {}", after.reference,
                                 owner_name(sides.to, after.id));
  if (differs(before, after, "roles")) {
    text += fmt::format(" TO {}", after.aspect("roles"));
  }
  if (differs(before, after, "using")) {
    text += fmt::format(" USING ({})", after.aspect("using"));
  }
  if (differs(before, after, "check")) {
    text += fmt::format(" WITH CHECK ({})", after.aspect("check"));
  }
  return one(std::move(text), "change", after);
}

Operations set_target(const Fact& fact) {
  const std::string_view target = fact.aspect("target");
  return {{.statement =
               fmt::format("ALTER STATISTICS {} SET STATISTICS {}",
                           fact.reference, target.empty() ? "-1" : target)}};
}

Operations create_statistics(const Sides& /*sides*/, const Fact& fact) {
  Operations operations = one(fact.text, "create", fact);
  if (!fact.aspect("target").empty()) append(operations, set_target(fact));
  return operations;
}

Operations drop_statistics(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP STATISTICS " + fact.reference, "drop", fact);
}

std::optional<Operations> alter_statistics(const Sides& /*sides*/,
                                           const Fact& before,
                                           const Fact& after) {
  if (differs_beyond(before, after, {"target"})) return {};
  return set_target(after);
}

Operations set_event_trigger(const Fact& fact) {
  const std::string_view state = fact.aspect("enabled");
  return {{.statement = fmt::format("ALTER EVENT TRIGGER {} {}", fact.reference,
                                    state.empty() ? "ENABLE" : state)}};
}

Operations create_event_trigger(const Sides& /*sides*/, const Fact& fact) {
  Operations operations = one(fact.text, "create", fact);
  if (!fact.aspect("enabled").empty()) {
    append(operations, set_event_trigger(fact));
  }
  return operations;
}

Operations drop_event_trigger(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP EVENT TRIGGER " + fact.reference, "drop", fact);
}

std::optional<Operations> alter_event_trigger(const Sides& /*sides*/,
                                              const Fact& before,
                                              const Fact& after) {
  if (differs_beyond(before, after, {"enabled"})) return {};
  return set_event_trigger(after);
}

Operations drop_publication(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP PUBLICATION " + fact.reference, "drop", fact);
}

bool lists_objects(const Fact& publication) {
  const std::string_view objects = publication.aspect("objects");
  return !objects.empty() && objects != "ALL TABLES";
}

std::optional<Operations> alter_publication(const Sides& /*sides*/,
                                            const Fact& before,
                                            const Fact& after) {
  Operations operations;
  if (differs(before, after, "objects")) {
    if (!lists_objects(before) || !lists_objects(after)) return {};
    append(operations,
           one(fmt::format("ALTER PUBLICATION {} SET {}", after.reference,
                           after.aspect("objects")),
               "change", after));
  }
  if (differs(before, after, "options")) {
    append(operations,
           one(fmt::format("ALTER PUBLICATION {} SET ({})", after.reference,
                           after.aspect("options")),
               "change", after));
  }
  return operations;
}

constexpr Rule reaction{create_reaction, drop_reaction, alter_reaction};
constexpr Rule policy{create_plainly, drop_policy, alter_policy};
constexpr Rule statistics{create_statistics, drop_statistics, alter_statistics};
constexpr Rule event_trigger{create_event_trigger, drop_event_trigger,
                             alter_event_trigger};
constexpr Rule publication{create_plainly, drop_publication, alter_publication};

}  // namespace

const Rule* behaviour_rule(Kind kind) {
  switch (kind) {
    case Kind::rule:
    case Kind::trigger:
      return &reaction;
    case Kind::policy:
      return &policy;
    case Kind::statistics:
      return &statistics;
    case Kind::event_trigger:
      return &event_trigger;
    case Kind::publication:
      return &publication;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
