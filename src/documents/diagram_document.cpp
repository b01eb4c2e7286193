// SPDX-License-Identifier: BSL-1.0
#include "documents/diagram_document.h"

#include <utility>

#include "diagram/text_formats.h"
#include "documents/diagram_json.h"

namespace godwit::documents {
namespace {

using diagram::Change;
using schema::Identity;

bool is_of(const Identity& id, const Identity& table) {
  return id == table || (id.table == table.name && id.schema == table.schema);
}

// A table that is gone is shown as it was.
void put_back(const generate::ReplayedStep& step, const Identity& table,
              schema::Model& model) {
  for (const generate::ChangedFact& change : step.changes) {
    if (change.before && !change.after && is_of(change.id, table)) {
      model.facts.emplace(change.id, *change.before);
    }
  }
}

}  // namespace

std::optional<DiagramFormat> diagram_format_named(std::string_view name) {
  if (name == "svg") return DiagramFormat::svg;
  if (name == "mermaid") return DiagramFormat::mermaid;
  if (name == "dot") return DiagramFormat::dot;
  if (name == "json") return DiagramFormat::json;
  return std::nullopt;
}

ChangedSchema schema_after(const generate::SchemaHistory& history,
                           std::size_t step) {
  ChangedSchema schema{.model = history.at(step + 1)};
  const generate::Touches touches = generate::touches_of(history);
  for (const auto& [table, changes] : touches.of_steps[step]) {
    const generate::ChangedFact* own = nullptr;
    for (const generate::ChangedFact* change : changes) {
      if (change->id == table) own = change;
    }
    const bool added = own != nullptr && !own->before;
    const bool removed = own != nullptr && !own->after;
    schema.changes[table] = added     ? Change::added
                            : removed ? Change::removed
                                      : Change::changed;
    if (removed) put_back(history.steps[step], table, schema.model);
  }
  return schema;
}

Result<diagram::Drawing> drawing_of(const ChangedSchema& schema,
                                    const DiagramRequest& request) {
  auto tables =
      diagram::selected(diagram::tables_of(schema.model), request.selection);
  if (!tables) return std::move(tables).error();
  return diagram::draw(*std::move(tables), request.columns, schema.changes);
}

Result<std::string> diagram_text(const ChangedSchema& schema,
                                 const DiagramRequest& request) {
  const auto drawing = drawing_of(schema, request);
  if (!drawing) return drawing.error();
  switch (request.format) {
    case DiagramFormat::svg:
      return diagram::svg_of(*drawing);
    case DiagramFormat::mermaid:
      return diagram::mermaid_of(*drawing);
    case DiagramFormat::dot:
      return diagram::dot_of(*drawing);
    case DiagramFormat::json:
      break;
  }
  return report::written(diagram_json(*drawing)) + '\n';
}

}  // namespace godwit::documents
