// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <set>
#include <span>
#include <string>

#include "change/operation.h"
#include "generate/declared_schema.h"

namespace godwit::generate {

/// What comments of the declared schema say, each about what is declared on its
/// line, or, where it stands alone, on the next one.
struct Annotations {
  /// `-- godwit: renamed from <name>`. Not those that are carried out.
  change::Renames renames = {};
  /// `-- godwit: fill <expression>`.
  change::Fills fills = {};
  /// `-- godwit: keep <column or table>`, wherever it stands. Only those that
  /// are dropped.
  std::set<schema::Identity> keeps = {};
};

/// Fails with the place of a comment that is about nothing, or about several
/// things, and of a rename of what is still declared under its old name.
Result<Annotations> read_annotations(std::span<const SchemaFile> files,
                                     const schema::Model& from,
                                     const schema::Model& to);

/// Renames that are given as "old=new": "person.login=person.email",
/// "person=people", in front of each a schema where the database has those. The
/// table of a column is named as it is afterwards on both sides, or once.
Result<change::Renames> read_renames(std::span<const std::string> texts,
                                     const schema::Model& from,
                                     const schema::Model& to);

/// Columns and tables of the first schema that are to be kept: "person.email",
/// "person", in front of each a schema where the database has those. Fails
/// where one of them is not dropped.
Result<std::set<schema::Identity>> read_keeps(
    std::span<const std::string> texts, const schema::Model& from,
    const schema::Model& to, const change::Renames& renames);

}  // namespace godwit::generate
