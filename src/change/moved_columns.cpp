// SPDX-License-Identifier: BSL-1.0
#include "change/moved_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/errors.h"
#include "change/postgresql/facets.h"
#include "change/postgresql/portions.h"
#include "change/postgresql/rules.h"
#include "change/postgresql/type_cast.h"
#include "schema/written_name.h"

namespace godwit::change {
namespace {

using postgresql::cut_name;
using postgresql::is_in_use;
using postgresql::name_beside;
using postgresql::owner_name;
using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

Error cannot_be_moved(const Identity& column, std::string_view why) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("{} cannot change side by side: {}", label(column), why),
      "leave out --zero-downtime, or write these migrations by hand");
}

std::string written(std::string_view name) {
  return schema::written_name(name, Dialect::postgresql);
}

bool stands_beside(const MovedColumn& moved) {
  return moved.beside != moved.before;
}

const Fact* key_with(const Model& model, const Identity& column) {
  for (const auto& [needing, needed] : model.needs) {
    if (needed != column || needing.kind != Kind::constraint) continue;
    const Fact* key = model.find(needing);
    if (key == nullptr) continue;
    const std::string_view kind = key->aspect("kind");
    if (kind == "p" || kind == "u" || kind == "x") return key;
  }
  return nullptr;
}

std::string_view hindrance(const Fact& column) {
  if (!column.aspect("generated").empty()) return "it is generated";
  if (!column.aspect("identity").empty()) return "it is an identity";
  if (!column.aspect("inherited").empty()) return "it is inherited";
  const bool serial = column.aspect("default").starts_with("nextval(");
  return serial ? "it is numbered by a sequence" : "";
}

/// Finds the columns that are moved.
class Moving {
 public:
  Moving(const ChangeRequest& request, const Renames& renames)
      : request_(request), renames_(renames) {}

  Result<MovedColumns> find() {
    for (const Rename& rename : renames_) {
      if (rename.to.kind != Kind::column) {
        return cannot_be_moved(rename.from,
                               "a rename of it is a step of its own");
      }
    }
    for (const auto& [id, after] : request_.to.facts) {
      if (id.kind != Kind::column) continue;
      const Fact* before = request_.from.find(old_name(id));
      if (before == nullptr) continue;
      const auto moved = moved_column(*before, after);
      if (!moved) continue;
      if (auto fits = check(*moved, *before, after); !fits) return fits.error();
      found_.push_back(*moved);
    }
    return std::move(found_);
  }

 private:
  Identity old_name(const Identity& column) const {
    for (const Rename& rename : renames_) {
      if (rename.to == column) return rename.from;
    }
    return column;
  }

  std::string fill_of(const Identity& column) const {
    const auto fill = request_.fills.find(column);
    return fill == request_.fills.end() ? "" : fill->second;
  }

  std::optional<MovedColumn> moved_column(const Fact& before,
                                          const Fact& after) const {
    const Fact* owner = request_.to.owner_of(after.id);
    if (owner == nullptr || owner->id.kind != Kind::table) return {};
    MovedColumn moved{
        .before = before.id, .after = after.id, .beside = after.id};
    if (postgresql::changes_type(before, after)) return retyped(before, after);
    if (before.id != after.id) {
      moved.there = before.reference;
      moved.back = after.reference;
      return moved;
    }
    moved.there = fill_of(after.id);
    const bool required =
        before.aspect("not null").empty() && !after.aspect("not null").empty();
    if (!required || moved.there.empty()) return {};
    return moved;
  }

  MovedColumn retyped(const Fact& before, const Fact& after) const {
    MovedColumn moved{
        .before = before.id, .after = after.id, .beside = after.id};
    if (before.id == after.id) moved.beside.name = name_beside(after.name);
    const auto cast = [](const std::string& name, const Fact& one,
                         const Fact& other) {
      const std::string text =
          postgresql::cast_text(name, one.aspect("type"), other.aspect("type"));
      return text.empty() ? name : text;
    };
    moved.there = fill_of(after.id);
    if (moved.there.empty())
      moved.there = cast(before.reference, before, after);
    moved.back = cast(written(moved.beside.name), after, before);
    return moved;
  }

  Result<void> check(const MovedColumn& moved, const Fact& before,
                     const Fact& after) const {
    const postgresql::Sides sides{.from = request_.from,
                                  .to = request_.to,
                                  .fills = request_.fills,
                                  .online = true};
    if (!is_in_use(sides, after.id)) {
      return cannot_be_moved(after.id, "its table is one of several");
    }
    if (!stands_beside(moved)) return {};
    for (const Fact* one : {&before, &after}) {
      const std::string_view why = hindrance(*one);
      if (!why.empty()) return cannot_be_moved(after.id, why);
    }
    const Fact* key = key_with(request_.from, before.id);
    if (key == nullptr) key = key_with(request_.to, after.id);
    if (key == nullptr) return {};
    return cannot_be_moved(after.id, "it is in " + label(key->id));
  }

  const ChangeRequest& request_;
  const Renames& renames_;
  MovedColumns found_;
};

/// Writes what is said of one moved column.
class Writing {
 public:
  Writing(const Model& from, const MovedColumn& moved)
      : from_(from),
        moved_(moved),
        table_(owner_name(from, moved.before)),
        old_(written(moved.before.name)),
        other_(written(moved.beside.name)) {}

  std::string table() const { return table_; }
  std::string old_column() const { return old_; }

  std::string trigger() const {
    return written(cut_name("godwit_keep_" + moved_.beside.name));
  }

  std::string function() const {
    return written(moved_.before.schema) + "." +
           written(cut_name(fmt::format(
               "godwit_keep_{}_{}", moved_.before.table, moved_.beside.name)));
  }

  std::string make_function() const {
    return fmt::format(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        "BEGIN\n{}  RETURN NEW;\nEND\n$$",
        function(), stands_beside(moved_) ? both_ways() : value_for_none());
  }

  std::string make_trigger() const {
    return fmt::format(
        "CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {}\n"
        "FOR EACH ROW EXECUTE FUNCTION {}()",
        trigger(), table_, function());
  }

  std::string fill_in_portions() const {
    const Identity table{.schema = moved_.before.schema,
                         .name = moved_.before.table};
    return postgresql::in_portions(table_, postgresql::key_column(from_, table),
                                   update(), condition());
  }

  std::string fill() const {
    return fmt::format("{} WHERE {}", update(), condition());
  }

 private:
  std::string update() const {
    return fmt::format("UPDATE {} SET {} = {}", table_, other_, moved_.there);
  }

  std::string condition() const {
    return other_ + " IS NULL" +
           (stands_beside(moved_) ? fmt::format(" AND {} IS NOT NULL", old_)
                                  : "");
  }

  // Whoever gives a value to the other column knows of it.
  std::string both_ways() const {
    const std::string there = assign(other_, moved_.there);
    const std::string back = assign(old_, moved_.back);
    return fmt::format(
        "  IF TG_OP = 'INSERT' THEN\n"
        "    IF NEW.{0} IS NULL THEN\n      {2}\n"
        "    ELSE\n      {3}\n    END IF;\n"
        "  ELSIF NEW.{0} IS DISTINCT FROM OLD.{0} THEN\n    {3}\n"
        "  ELSIF NEW.{1} IS DISTINCT FROM OLD.{1} OR NEW.{0} IS NULL THEN\n"
        "    {2}\n"
        "  END IF;\n",
        other_, old_, there, back);
  }

  std::string value_for_none() const {
    return fmt::format("  IF NEW.{} IS NULL THEN\n    {}\n  END IF;\n", other_,
                       assign(other_, moved_.there));
  }

  // An expression over a row speaks of columns.
  static std::string assign(const std::string& column,
                            const std::string& expression) {
    return fmt::format("SELECT {} INTO NEW.{} FROM (SELECT NEW.*) AS given;",
                       expression, column);
  }

  const Model& from_;
  const MovedColumn& moved_;
  std::string table_;
  std::string old_;
  std::string other_;
};

Operation part(std::string statement, Pace pace = Pace::brief) {
  return {.statement = std::move(statement),
          .pace = pace,
          .stage = pace == Pace::brief ? 0u : 1u};
}

void make_beside(const Model& from, const Model& beside,
                 const MovedColumn& moved, Operations& operations) {
  const Writing writing(from, moved);
  const Fact& old = *from.find(moved.before);
  if (stands_beside(moved)) {
    Fact column = *beside.find(moved.beside);
    column.aspects.erase("not null");
    Operation add = part(
        fmt::format("ALTER TABLE {} ADD COLUMN {}", writing.table(),
                    postgresql::column_definition(beside, column, nullptr)));
    add.summary =
        fmt::format("add {} beside {}", label(moved.beside), old.name);
    if (postgresql::narrows(old.aspect("type"), column.aspect("type"))) {
      add.dangers = {{Risk::narrows, moved.before}};
    }
    operations.push_back(std::move(add));
  }
  Operation keep = part(writing.make_function());
  keep.summary = stands_beside(moved)
                     ? fmt::format("keep {} and {} in step",
                                   label(moved.before), moved.beside.name)
                     : fmt::format("give {} a value", label(moved.before));
  operations.push_back(std::move(keep));
  operations.push_back(part(writing.make_trigger()));
}

bool is_named(const Renames& names, const Identity& index) {
  return std::any_of(names.begin(), names.end(),
                     [&](const Rename& name) { return name.to == index; });
}

// Each once, also where it is on several.
std::set<Identity> indexes_on(const Model& beside, const MovedColumns& moved) {
  std::set<Identity> indexes;
  for (const MovedColumn& one : moved) {
    if (!stands_beside(one)) continue;
    for (const auto& [needing, needed] : beside.needs) {
      if (needed == one.beside && needing.kind == Kind::index) {
        indexes.insert(needing);
      }
    }
  }
  return indexes;
}

}  // namespace

Result<MovedColumns> moved_columns(const ChangeRequest& request,
                                   const Renames& renames) {
  return Moving(request, renames).find();
}

std::string type_statement(const ChangeRequest& request,
                           const MovedColumn& moved) {
  const Fact& before = *request.from.find(moved.before);
  const bool in_place = moved.before == moved.after && stands_beside(moved);
  if (!in_place || moved.there != before.reference) return "";
  const Fact& after = *request.to.find(moved.after);
  if (before.aspect("collation") != after.aspect("collation")) return "";
  return fmt::format("ALTER TABLE {} ALTER COLUMN {} TYPE {}",
                     owner_name(request.from, before.id), before.reference,
                     after.aspect("type"));
}

Renames names_beside(const Model& to, const MovedColumns& moved) {
  Renames names;
  for (const MovedColumn& one : moved) {
    if (!stands_beside(one)) continue;
    if (one.beside != one.after) names.push_back({one.after, one.beside});
    for (const auto& [needing, needed] : to.needs) {
      if (needed != one.after || needing.kind != Kind::index) continue;
      Rename name{needing, needing};
      name.to.name = name_beside(needing.name);
      if (!is_named(names, name.to)) names.push_back(name);
    }
  }
  return names;
}

std::string rename_statement(const Model& model, const Rename& rename) {
  if (rename.from.kind == Kind::column) {
    return fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}",
                       owner_name(model, rename.from),
                       written(rename.from.name), written(rename.to.name));
  }
  return fmt::format("ALTER INDEX {}.{} RENAME TO {}",
                     written(rename.from.schema), written(rename.from.name),
                     written(rename.to.name));
}

Operations expand_operations(const Model& from, const Model& beside,
                             const MovedColumns& moved) {
  Operations operations;
  for (const MovedColumn& one : moved) {
    make_beside(from, beside, one, operations);
  }
  for (const MovedColumn& one : moved) {
    operations.push_back(
        part(Writing(from, one).fill_in_portions(), Pace::apart));
    operations.back().summary = "fill " + label(one.beside);
  }
  for (const Identity& id : indexes_on(beside, moved)) {
    operations.push_back(
        part(postgresql::concurrently(beside.find(id)->text), Pace::apart));
    operations.back().summary = "create " + label(id);
  }
  return operations;
}

std::vector<std::string> removal_of_old(const Model& from,
                                        const MovedColumns& moved) {
  std::vector<std::string> statements;
  for (const MovedColumn& one : moved) {
    const Writing writing(from, one);
    statements.push_back(fmt::format("DROP TRIGGER {} ON {}", writing.trigger(),
                                     writing.table()));
    statements.push_back(fmt::format("DROP FUNCTION {}()", writing.function()));
    if (stands_beside(one)) {
      statements.push_back(fmt::format("ALTER TABLE {} DROP COLUMN {} CASCADE",
                                       writing.table(), writing.old_column()));
    }
  }
  return statements;
}

std::string refill_statement(const Model& from, const MovedColumn& moved) {
  return Writing(from, moved).fill();
}

}  // namespace godwit::change
