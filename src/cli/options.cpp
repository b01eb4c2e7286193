// SPDX-License-Identifier: BSL-1.0
#include "cli/options.h"

#include <CLI/CLI.hpp>

namespace godwit::cli {

Option Option::optional() const {
  return Option(option_->group(std::string(optional_arguments)));
}

Option Option::needs(Option other) const {
  return Option(option_->needs(other.option_));
}

Option Option::excludes(Option other) const {
  return Option(option_->excludes(other.option_));
}

Option Options::grouped(CLI::Option* option) {
  return Option(option->group(group_));
}

Option Options::flag(const std::string& names, bool& value,
                     const std::string& description) {
  return grouped(command_.add_flag(names, value, description));
}

Option Options::flag(const std::string& names, const std::function<void()>& set,
                     const std::string& description) {
  return grouped(command_.add_flag_callback(names, set, description));
}

Option Options::value(const std::string& names, const std::string& placeholder,
                      const std::string& description, const Store& store,
                      const Check& check) {
  return grouped(
      command_.add_option_function<std::string>(names, store, description)
          ->type_name(placeholder)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
          ->check(check));
}

Option Options::values(const std::string& name, const std::string& placeholder,
                       const std::string& description, const Store& store,
                       const Check& check) {
  const auto store_all = [store](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) store(text);
  };
  return grouped(command_
                     .add_option_function<std::vector<std::string>>(
                         name, store_all, description)
                     ->type_name(placeholder)
                     ->allow_extra_args(false)
                     ->check(check));
}

Option Options::argument(const std::string& name, std::string& value,
                         const std::string& description, const Check& check) {
  CLI::Option* option = command_.add_option(name, value, description);
  if (check) option->check(check);
  return Option(option);
}

Option Options::arguments(const std::string& name,
                          std::vector<std::string>& values,
                          const std::string& description) {
  return Option(command_.add_option(name, values, description));
}

void declare_dialect(Options& options, std::optional<Dialect>& dialect) {
  options.value(
      "--dialect", "sqlite|postgresql",
      "Of a directory, where nothing else tells",
      [&](const std::string& text) {
        dialect = text == "sqlite" ? Dialect::sqlite : Dialect::postgresql;
      },
      check_dialect);
}

}  // namespace godwit::cli
