#include "identity/csrf.h"

#include "base/crypto.h"

namespace veza::identity {

std::string Csrf::token(std::string_view sid) const {
  const auto mac = base::hmac_sha256(key_, "veza csrf 1:" + std::string(sid));
  return base::base64url({reinterpret_cast<const char*>(mac.data()), mac.size()});
}

bool Csrf::check(std::string_view sid, std::string_view token) const {
  return !sid.empty() && base::equal_constant_time(this->token(sid), token);
}

}  // namespace veza::identity
