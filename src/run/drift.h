// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/drift.h>
#include <godwit/migration.h>
#include <godwit/result.h>

#include <span>

#include "driver/session.h"
#include "schema/expected_schema.h"

namespace godwit::run {

/// That of the set as it was built in. Fails with `unsupported` where there is
/// none.
Result<schema::ExpectedSchema> expected_schema(const MigrationSet& set);

/// True: the database has the schema of the set by its digest, so that nothing
/// differs. False: that is to be looked at.
Result<bool> has_expected_digest(driver::Session& session,
                                 const MigrationSet& set,
                                 std::span<const schema::Identity> histories);

/// What differs, without the tables of these histories.
Result<Drift> find_drift(driver::Session& session,
                         const schema::ExpectedSchema& expected,
                         std::span<const schema::Identity> histories,
                         const DriftRequest& request);

}  // namespace godwit::run
