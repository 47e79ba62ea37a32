// How often somebody may try: five failed sign-ins in 15 minutes for an account and for an address, three registrations
// an hour for an address (the contract's table), three mailed links an hour for an account and for an address.
//
// Only failures use up the sign-in limit: a household or an office behind one address signs in as often as it likes,
// while whoever guesses gets five guesses. Attempts under way count until they are decided, so guesses sent in parallel
// gain nothing, not even on several hosts: all of this is counted in the shared store. An account that nobody has is
// limited like one that somebody has.
//
// The wait grows. Whoever uses up five guesses waits until 15 minutes after the first of them; whoever does it again
// within a day waits 30 minutes, then 60, then 120, at most 240.
//
// Nobody is locked out by somebody else's guesses. A limit for an account alone would do just that: an attacker with
// five wrong guesses every so often keeps the owner out. So failures are counted apart by what the account knows of the
// client:
//   device    a browser that signed in to this account before shows a cookie that says so (device_cookie.h). It has
//             five guesses of its own, and nothing anybody else does, on this address or another, touches them.
//   address   an address from which the account signed in before (its sessions of the last month say so) has five for
//             this account, beside the five the address has for all accounts: two in one house can hinder each other
//             for a while, the rest of the world cannot.
//   stranger  everybody else shares five for the account, and has five for the address.
// While strangers are locked out, an owner who is a stranger too (new browser, new place) comes in by a mailed link,
// which asks for no password; and becomes known by that.
//
// A success clears the failures of the kind it had, but never the address's, else an attacker with one account of their
// own could clear theirs between guesses.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/problem.h"
#include "kv/store.h"

namespace veza::identity {

struct LimitRule {
  uint32_t max = 0;
  int64_t window_ms = 0;
};
inline constexpr LimitRule login_rule{5, 15 * 60 * 1000};
inline constexpr LimitRule register_rule{3, 60 * 60 * 1000};
inline constexpr LimitRule mail_rule{3, 60 * 60 * 1000};

// The wait after the n-th time (1, 2 …) that five guesses were used up within a day. Plain function.
int64_t lockout_ms(int64_t times);

// Who tries, as far as the account knows them.
struct LoginClient {
  std::string_view ip;
  std::string_view device = {};  // of a device cookie of this account, checked; else empty
  bool known_address = false;    // the account signed in from here before
};

// Any thread. The store outlives it. Refusals: 429 rate_limited with the seconds to wait; 503 when the store is gone.
class LoginLimits {
 public:
  explicit LoginLimits(kv::Store& store, base::Clock clock = base::now_ms);
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
    std::string account_, address_;  // the keys of what is counted; the address's may be empty
  };
  // `account`: the user's id, or what was typed when nobody has that name; both are limited alike.
  http::Answer<Attempt> begin_login(std::string_view account, const LoginClient& client);

  // Whether this is the first refusal of the account and address in the window: for the audit log.
  bool first_refusal(std::string_view account, std::string_view client_ip);

  http::Answer<void> registration(std::string_view client_ip);
  // `purpose`: which kind of mail; each has its own three. `account`: the address typed, or the account's id.
  // `by_address`: whether the client's address is limited too.
  http::Answer<void> mailed_link(std::string_view purpose, std::string_view account, std::string_view client_ip,
                                 bool by_address);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::identity
