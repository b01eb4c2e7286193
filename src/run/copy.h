// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/migrator.h>
#include <godwit/result.h>

#include <functional>
#include <string>

#include "driver/session.h"

namespace godwit::run {

/// How a database is migrated by a copy; see SafeUpgradeOptions.
struct CopyRequest {
  std::string directory = {};
  std::string keep_old = {};
  OnConnect on_connect = {};
};

/// Migrates what the URL names. False: there was nothing to do.
using MigrateCopy = std::function<Result<bool>(const std::string& url)>;

/// Copies the database, has the copy migrated and checked and puts it in the
/// place of the database. False: nobody had anything to do. Where it fails the
/// database is as it was.
Result<bool> upgrade_by_copy(driver::Session& session,
                             const CopyRequest& request,
                             const MigratorOptions& options,
                             const MigrateCopy& migrate);

/// Removes a copy that a killed process has left, if nobody is at work on it.
void remove_left_copy(driver::Session& session, const CopyRequest& request,
                      const MigratorOptions& options);

/// What is left to say of a run of a copy that did not take its place.
void forget_what_was_done(RunReport& report);

}  // namespace godwit::run
