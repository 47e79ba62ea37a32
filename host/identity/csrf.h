// Protection against requests another site makes a browser send: a token bound to the session, in a cookie that only
// our pages can read, repeated in the X-CSRF-Token header (the signed double-submit pattern of OWASP).
#pragma once
#include <string>
#include <string_view>

namespace veza::identity {

class Csrf {
 public:
  // `key`: 32 bytes, see load_or_create_secret() of key_table.h.
  explicit Csrf(std::string key) : key_(std::move(key)) {}
  // base64url(HMAC-SHA256(key, sid)): the same for the whole session, worthless in any other.
  std::string token(std::string_view sid) const;
  bool check(std::string_view sid, std::string_view token) const;

 private:
  const std::string key_;
};

}  // namespace veza::identity
