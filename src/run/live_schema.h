// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/result.h>

#include <span>
#include <string>
#include <vector>

#include "driver/session.h"
#include "history/history_table.h"
#include "schema/model.h"

namespace godwit::run {

/// The tables of a history, which are no part of a schema.
std::vector<schema::Identity> tables_of_history(
    const history::HistoryTable& history);

/// Beside those of a set, those of the sets that it requires.
Result<std::vector<schema::Identity>> tables_of_histories(
    const history::HistoryTable& own, std::span<const EmbeddedSet> required);

/// All of a database but tables of histories, side tables with what migrations
/// keep, and what belongs to them; a schema of PostgreSQL that has nothing else
/// belongs to them, too.
Result<schema::Model> live_schema(driver::Session& session,
                                  std::span<const schema::Identity> histories);

/// SHA-256 of that schema, which the database tells sooner than the schema
/// itself: where two of one dialect have the same, nothing differs. Of two that
/// are different nothing is known.
Result<std::string> live_digest(driver::Session& session,
                                std::span<const schema::Identity> histories);

/// That schema as statements that make it of an empty database, each after what
/// it needs and otherwise by name: the same text for the same schema. Without
/// rows.
Result<std::string> dump_schema(driver::Session& session,
                                std::span<const schema::Identity> histories);

}  // namespace godwit::run
