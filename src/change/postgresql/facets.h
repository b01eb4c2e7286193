// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "schema/model.h"

namespace godwit::change::postgresql {

/// The model with facts of their own for what can be taken off an object and
/// put on again: the default of a column, the column that a sequence goes with,
/// the place of a partition, the index by which rows are identified.
schema::Model with_facets(schema::Model model);

/// The identity of a facet's object, or of one that has the name of another.
schema::Identity with_kind(schema::Identity id, schema::Kind kind);

/// What an object needs, of any kind or of one.
std::vector<schema::Identity> needed(const schema::Model& model,
                                     const schema::Identity& id);
std::vector<schema::Identity> needed(const schema::Model& model,
                                     const schema::Identity& id,
                                     schema::Kind kind);

/// Whether something is a table and a part of a partitioned one.
bool is_partition(const schema::Model& model, const schema::Identity& table);

}  // namespace godwit::change::postgresql
