// Stream tokens: leave to read one track for ten minutes, carried in the query of playlist and segment URLs, where an
// access token must not be. "<payload>.<mac>", both base64url; the payload is the user's id and the expiry, the MAC
// (HMAC-SHA256) covers the track's id too.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace veza::identity {

inline constexpr int64_t stream_token_lifetime_s = 10 * 60;

// Any thread, no state but the key.
class StreamTokens {
 public:
  // `key`: 32 bytes, see load_or_create_secret() of key_table.h.
  // Those of whoever `is_closed` says are void; it must not block.
  using IsClosed = std::function<bool(std::string_view user_id)>;
  StreamTokens(std::string key, base::Clock clock, IsClosed is_closed = {})
      : key_(std::move(key)), clock_(std::move(clock)), is_closed_(std::move(is_closed)) {}

  // A token good for stream_token_lifetime_s. `user_id` is a UUID, or empty for a guest. Errors (invalid): it is
  // neither, or the resource is empty.
  base::Result<std::string> issue(std::string_view user_id, std::string_view resource) const;

  // Whether the token is genuine, not expired, for this resource, and its user's account open. About a microsecond or
  // two, no allocation.
  bool check(std::string_view token, std::string_view resource) const;

 private:
  const std::string key_;
  const base::Clock clock_;
  const IsClosed is_closed_;
};

}  // namespace veza::identity
