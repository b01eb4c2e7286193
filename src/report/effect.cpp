// SPDX-License-Identifier: BSL-1.0
#include "report/effect.h"

#include <fmt/format.h>

#include "report/printable.h"

namespace godwit::report {

std::string name_of(const driver::TableName& table) {
  return printable(table.schema.empty() ? table.name
                                        : table.schema + "." + table.name);
}

std::string effect_text(const check::TableEffect& effect) {
  std::string text;
  const auto add = [&](std::string_view part) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", part);
  };
  if (!effect.lock.empty()) add(fmt::format("{} lock", effect.lock));
  if (effect.rewrites) add("writes all rows");
  if (effect.reads_all && !effect.rewrites) add("reads all rows");
  if (effect.loses) add("loses data");
  return text;
}

Style effect_style(const check::TableEffect& effect) {
  if (effect.loses) return Style::bad;
  const bool slow = effect.rewrites || effect.reads_all;
  return slow ? Style::waiting : Style::faint;
}

Json effect_object(const check::TableEffect& effect) {
  Json json;
  json["schema"] = or_null(effect.table.schema);
  json["name"] = effect.table.name;
  json["lock"] = or_null(std::string(effect.lock));
  json["blocks"] = or_null(std::string(effect.blocks));
  json["reads_all"] = effect.reads_all;
  json["rewrites"] = effect.rewrites;
  json["loses"] = effect.loses;
  json["made_here"] = effect.made_here;
  return json;
}

}  // namespace godwit::report
