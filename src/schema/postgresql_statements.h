// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/session.h"
#include "schema/postgresql_facts.h"

namespace godwit::schema {

/// What a row tells that is no fact: pairs of addresses, with spaces between.
inline constexpr std::string_view alias_row = "alias";
inline constexpr std::string_view default_row = "default";
inline constexpr std::string_view needs_row = "needs";

/// Which query, address, schema, what it is a part of, name, how SQL names it,
/// position, text.
inline constexpr std::size_t columns_before_aspects = 8;

std::size_t aspects_of(const FactQuery& query);

/// What a server has to be asked for. Most databases have few of the kinds, and
/// to plan the queries of the others would take as long as all the rest.
struct Inquiry {
  /// Such as 15.
  int version = 0;
  std::vector<const FactQuery*> queries = {};
};

/// Of all kinds.
Inquiry whole_inquiry(int version);
/// Of the kinds that may be there. What somebody else makes meanwhile is for
/// the next look.
Result<Inquiry> inquiry_for(driver::Session& session);

/// All facts and what is between them, as rows of the columns above and those
/// of the aspects. One statement, so that it sees one moment.
driver::Query facts_query(const Inquiry& inquiry);

/// SHA-256 of what tells two facts apart, of all of them, made by the server.
/// Without the tables that are left out and what is a part of them, and without
/// their schemas, which are there if anything else is in them.
driver::Query digest_query(const Inquiry& inquiry,
                           std::span<const Identity> left_out);

}  // namespace godwit::schema
