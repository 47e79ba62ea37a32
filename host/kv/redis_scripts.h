// What Redis does in one step for us: Lua scripts, each atomic. Times are Redis's own clock (TIME), so that nodes whose
// clocks differ share one.
#pragma once
#include <string>
#include <string_view>

namespace veza::kv {

struct RedisScript {
  explicit RedisScript(std::string_view lua);
  std::string text;
  std::string sha1;  // hex, for EVALSHA
};

struct RedisScripts {
  // KEYS counter; ARGV by, ttl_ms (0: for ever). → the new value as text: a Lua number holds 53 bits.
  RedisScript increment;

  // KEYS limit; ARGV max, window_ms, cost. → {allowed, remaining, retry_after_ms}
  //
  // The rule of sliding_window.h over a Redis list: each element is "first_ms:last_ms:count:sum", sum being that of all
  // counts so far, so that the total in the window is a difference and a call touches both ends only. The key expires
  // with its last use. A clock that steps back by less than a window counts as no time passed; by more, as when another
  // machine takes over, what was used is forgotten rather than refused for as long as the step was.
  RedisScript limit;

  // KEYS lock, last token; ARGV ttl_ms. → the token as text, or nil. Tokens are Redis's time in microseconds, or one
  // more than the last: growing within a microsecond and across a Redis that lost its data.
  RedisScript lock;
  // KEYS lock; ARGV token, ttl_ms. → 1 or 0
  RedisScript renew;
  // KEYS lock; ARGV token. → 1 or 0
  RedisScript unlock;

  RedisScripts();
};

}  // namespace veza::kv
