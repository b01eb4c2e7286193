// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/backup.h>
#include <godwit/connection.h>
#include <godwit/drift.h>
#include <godwit/embedded_set.h>
#include <godwit/error.h>
#include <godwit/health.h>
#include <godwit/kept_table.h>
#include <godwit/migration.h>
#include <godwit/migrator.h>
#include <godwit/plan.h>
#include <godwit/result.h>
#include <godwit/run_time_set.h>
#include <godwit/safe_upgrade.h>
#include <godwit/start.h>
#include <godwit/version.h>
