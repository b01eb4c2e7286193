// SPDX-License-Identifier: BSL-1.0
#include "generate/header/adapter.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "base/errors.h"

namespace godwit::generate {

std::string_view to_string(Adapter adapter) noexcept {
  switch (adapter) {
    case Adapter::sqlpp23:
      return "sqlpp23";
    case Adapter::sqlite_orm:
      return "sqlite_orm";
  }
  return {};
}

Result<Adapter> adapter_named(const std::string& name) {
  for (const Adapter adapter : {Adapter::sqlpp23, Adapter::sqlite_orm}) {
    if (name == to_string(adapter)) return adapter;
  }
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("there is no adapter '{}'", name),
                    "sqlpp23 and sqlite_orm are known");
}

Result<void> check_adapter(Adapter adapter, Dialect dialect) {
  if (adapter != Adapter::sqlite_orm || dialect == Dialect::sqlite) return {};
  return make_error(
      ErrorCode::invalid_argument,
      "sqlite_orm knows SQLite alone, and these migrations are of PostgreSQL",
      "leave that adapter out; sqlpp23 knows both");
}

std::string adapter_file(const std::string& schema_header, Adapter adapter) {
  const std::filesystem::path path(schema_header);
  std::filesystem::path beside = path;
  beside.replace_filename(fmt::format("{}_{}{}", path.stem().string(),
                                      to_string(adapter),
                                      path.extension().string()));
  return beside.string();
}

}  // namespace godwit::generate
