#include "http/context.h"

#include "http/router.h"

namespace veza::http {

std::string_view Context::param(std::string_view name) const {
  for (size_t i = 0; i < params.count; ++i) {
    if (mounted.param_names[i] != name) continue;
    const auto& place = params.places[i];
    return std::string_view(request.path).substr(place.offset, place.size);
  }
  return {};
}

std::string Context::base_url() const {
  std::string url(scheme);
  return url.append("://").append(host);
}

}  // namespace veza::http
