// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "change/operation.h"

namespace godwit::generate {

/// What is dropped and made again because something else is in its way is no
/// change that anybody has to hear of; where it is another one afterwards, it
/// is one change and not two.
void join_summaries(change::Operations& operations, const schema::Model& from,
                    const schema::Model& to);

}  // namespace godwit::generate
