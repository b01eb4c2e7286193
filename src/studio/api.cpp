// SPDX-License-Identifier: BSL-1.0
#include "studio/api.h"

namespace godwit::studio {

Json failure(const Error& error, const Json& more) {
  Json object = report::error_object(error);
  object.update(more);
  return {{"error", std::move(object)}};
}

std::string line_of(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace godwit::studio
