// veza_principal is the host's http::Principal, seen from the other side.
#pragma once
#include "http/principal.h"
#include "veza/abi/base.h"

namespace veza::plugins {

inline const veza_principal* to_abi(const http::Principal& principal) {
  return reinterpret_cast<const veza_principal*>(&principal);
}
// NULL counts as a guest.
inline const http::Principal& from_abi(const veza_principal* principal) {
  return principal ? *reinterpret_cast<const http::Principal*>(principal) : *http::guest();
}

}  // namespace veza::plugins
