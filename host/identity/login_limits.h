// How often somebody may try: five failed sign-ins in 15 minutes for an account and for an address, three registrations
// an hour for an address (the contract's table).
//
// Only failures use up the sign-in limit: a household or an office behind one address signs in as often as it likes,
// while whoever guesses gets five guesses. A success clears its account's failures (its owner is there), but never the
// address's, else an attacker with one account of their own could clear theirs between guesses. Attempts under way
// count until they are decided, so guesses sent in parallel gain nothing.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/problem.h"
#include "kv/store.h"

namespace veza::identity {

struct LimitRule {
  uint32_t max = 0;
  int64_t window_ms = 0;
};
inline constexpr LimitRule login_rule{5, 15 * 60 * 1000};
inline constexpr LimitRule register_rule{3, 60 * 60 * 1000};

// Any thread. The store outlives it. Refusals: 429 rate_limited with the seconds to wait; 503 when the store is gone.
class LoginLimits {
 public:
  explicit LoginLimits(kv::Store& store);
  ~LoginLimits();

  // One attempt under way; undecided ones (an error of ours) cost nothing.
  class Attempt {
   public:
    Attempt(Attempt&&) noexcept;
    Attempt& operator=(Attempt&&) = delete;
    ~Attempt();
    void failed();
    void succeeded();

   private:
    friend class LoginLimits;
    Attempt(LoginLimits& limits, std::string account, std::string address);
    LoginLimits* limits_;
    std::string account_, address_;
  };
  // `account`: the user's id, or what was typed when nobody has that name; both are limited alike.
  http::Answer<Attempt> begin_login(std::string_view account, std::string_view client_ip);

  http::Answer<void> registration(std::string_view client_ip);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::identity
