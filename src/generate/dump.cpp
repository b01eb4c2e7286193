// SPDX-License-Identifier: BSL-1.0
#include "generate/dump.h"

#include "generate/change.h"
#include "generate/schema_plan.h"
#include "sql/terminated.h"

namespace godwit::generate {

Result<std::string> dump_schema(Connection& connection,
                                std::span<const schema::Identity> histories) {
  const auto model = model_without(connection, histories);
  if (!model) return model.error();
  const schema::Model nothing = schema::new_database(model->dialect);
  const auto all = change_operations({nothing, *model});
  if (!all) return all.error();
  std::string text;
  for (const Operation& one : *all) {
    if (!text.empty()) text += '\n';
    text += sql::terminated(one.statement, model->dialect) + '\n';
  }
  return text;
}

}  // namespace godwit::generate
