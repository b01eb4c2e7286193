// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit::change::postgresql {

/// An expression that the database has printed, so that what it makes of it is
/// printed in the same way. It prints `a IN ('x', 'y')` of a varchar as
/// `(a)::text = ANY ((ARRAY['x'::character varying, …])::text[])`, and would
/// read that as an array of values that are cast one by one.
std::string fixed_point(std::string_view printed);

}  // namespace godwit::change::postgresql
