// SPDX-License-Identifier: BSL-1.0
#include <nlohmann/json.hpp>
#include <set>

#include "report/findings.h"

namespace godwit::report {
namespace {

using check::Finding;
using Json = nlohmann::ordered_json;

// What a finding without a rule is filed under.
constexpr const char* broken = "broken-migration";

std::string rule_of(const Finding& finding) {
  return finding.rule.empty() ? broken : finding.rule;
}

std::string message_of(const Error& error) {
  return error.hint.empty() ? error.message : error.message + "; " + error.hint;
}

Json place_of(const SourceLocation& location) {
  Json place;
  place["artifactLocation"]["uri"] = location.file;
  if (location.line > 0) place["region"]["startLine"] = location.line;
  if (location.column > 0) place["region"]["startColumn"] = location.column;
  return Json{{"physicalLocation", place}};
}

Json result_of(const Finding& finding) {
  Json result;
  result["ruleId"] = rule_of(finding);
  result["level"] = to_string(finding.severity);
  result["message"]["text"] = message_of(finding.what);
  result["locations"] = Json::array({place_of(finding.what.location)});
  return result;
}

}  // namespace

std::string findings_sarif(CheckedSets sets, std::string_view version) {
  std::set<std::string> rules;
  Json results = Json::array();
  for (const auto& [set, checked] : sets) {
    for (const Finding& finding : checked.findings) {
      rules.insert(rule_of(finding));
      results.push_back(result_of(finding));
    }
  }
  Json driver{{"name", "Godwit"}, {"version", version}};
  driver["rules"] = Json::array();
  for (const std::string& rule : rules)
    driver["rules"].push_back({{"id", rule}});
  Json run;
  run["tool"]["driver"] = std::move(driver);
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = std::move(results);
  Json log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = Json::array({std::move(run)});
  return log.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace godwit::report
