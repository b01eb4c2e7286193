// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "generate/header/type_map.h"
#include "schema/model.h"

namespace godwit::generate {

/// What the header of a schema is about.
struct HeaderSubject {
  /// What the migrations make, without the tables of histories.
  const schema::Model& model;
  /// What was there before them: tables that they leave alone are in no header.
  const schema::Model& before;
  /// Of the set, such as "shop".
  std::string name_space = {};
  std::span<const TypeMapping> types = {};
};

struct HeaderColumn {
  /// Of C++.
  std::string identifier = {};
  /// Of the database.
  std::string name = {};
  /// Of C++, whole.
  std::string type = {};
  bool has_default = false;
  bool primary_key = false;
  bool unique = false;
  bool generated = false;
};

struct HeaderTable {
  std::string identifier = {};
  std::string name = {};
  std::string schema = {};
  std::vector<HeaderColumn> columns = {};
};

struct HeaderEnum {
  std::string identifier = {};
  /// The function that makes one of a text.
  std::string from = {};
  /// Each with its identifier and its text.
  std::vector<std::pair<std::string, std::string>> values = {};
};

struct HeaderKey {
  /// Each with its name and its schema. The header may lack the second.
  std::pair<std::string, std::string> table = {};
  std::pair<std::string, std::string> references = {};
  /// Each with the one that it refers to.
  std::vector<std::pair<std::string, std::string>> columns = {};
};

/// All that the header says, with the names that it has there.
struct HeaderContent {
  std::string name_space = {};
  std::string fingerprint = {};
  std::set<std::string> includes = {};
  std::vector<HeaderEnum> enums = {};
  std::vector<HeaderTable> tables = {};
  std::vector<HeaderKey> foreign_keys = {};
};

/// Fails with a mapping of a column that is not there.
Result<HeaderContent> header_content(const HeaderSubject& subject);

}  // namespace godwit::generate
