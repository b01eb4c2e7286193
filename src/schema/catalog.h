// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "schema/model.h"

namespace godwit::schema {

/// A model for people, to be compared: an object, such as "table
/// public.person", and the lines that describe it. Says nothing of the order of
/// columns, which no way down can restore, nor of how a text was written.
using Catalog = std::map<std::string, std::vector<std::string>>;

/// Not included: privileges and comments.
Catalog catalog_of(const Model& model);

/// How one object of the first differs from that of the second.
struct ObjectDifference {
  /// Such as "table public.person".
  std::string object = {};
  bool was_there = true;
  bool is_there = true;
  /// In the manner of `diff -u`, each with a line end.
  std::string lines = {};
};

/// Only objects that differ.
std::vector<ObjectDifference> differences(const Catalog& before,
                                          const Catalog& after);

/// As a text for people.
std::string text_of(const std::vector<ObjectDifference>& differences);

/// What has to be done to the first to get the second, in the manner of `diff
/// -u`; only objects that differ. Empty: they are equal.
std::string difference(const Catalog& before, const Catalog& after);

}  // namespace godwit::schema
