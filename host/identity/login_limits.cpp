#include "identity/login_limits.h"

#include <algorithm>
#include <utility>

#include "base/crypto.h"
#include "base/text.h"
#include "http/rate_limits.h"

namespace veza::identity {
namespace {

constexpr int64_t longest_lockout_ms = 240LL * 60 * 1000;
constexpr int64_t memory_ms = 24LL * 60 * 60 * 1000;
// A host that dies leaves its attempts under way behind for so long.
constexpr int64_t attempt_ms = 60'000;

http::Problem wait(int64_t retry_after_ms, std::string what) {
  http::Problem problem{429, "rate_limited", std::move(what)};
  problem.retry_after_s = std::max<int64_t>(1, (retry_after_ms + 999) / 1000);
  return problem;
}

http::Problem store_gone() {
  return {503, "unavailable", "The sign-in limits cannot be checked at the moment. Try again shortly."};
}

}  // namespace

int64_t lockout_ms(int64_t times) {
  int64_t wait = login_rule.window_ms;
  for (int64_t i = 1; i < times && wait < longest_lockout_ms; ++i) wait *= 2;
  return std::min(wait, longest_lockout_ms);
}

struct LoginLimits::Impl {
  Impl(kv::Store& s, base::Clock c) : store(s), clock(std::move(c)) {}
  kv::Store& store;
  const base::Clock clock;

  static std::string under_way(const std::string& key) { return key + "/now"; }
  static std::string locked(const std::string& key) { return key + "/until"; }
  static std::string times(const std::string& key) { return key + "/times"; }

  void leave(const std::string& key) const {
    // What a crash left behind may have expired meanwhile: nothing below nothing is kept.
    if (const auto left = store.increment(under_way(key), -1, attempt_ms); left && *left < 0)
      (void)store.remove(under_way(key));
  }

  // How much longer a lockout lasts; 0: none.
  base::Result<int64_t> lockout_left(const std::string& key) const {
    const auto until = store.get(locked(key));
    if (!until) return base::fail(until.error());
    if (!*until) return 0;
    return std::max<int64_t>(0, base::to_int(**until).value_or(0) - clock());
  }

  // Enters `key` when its failures and the attempts under way leave room.
  http::Answer<void> enter(const std::string& key) const {
    const auto locked_ms = lockout_left(key);
    if (!locked_ms) return http::refuse(store_gone());
    if (*locked_ms > 0) return http::refuse(wait(*locked_ms, "Too many failed sign-ins."));
    const auto together = store.increment(under_way(key), 1, attempt_ms);
    if (!together) return http::refuse(store_gone());
    const auto left = store.limit(key, login_rule.max, login_rule.window_ms, 0);
    if (left && left->allowed && *together <= left->remaining) return {};
    leave(key);
    if (!left) return http::refuse(store_gone());
    int64_t retry_after_ms = left->retry_after_ms;
    if (left->remaining == 0) {
      // Refused for certain, and a refusal does not count: asked for its waiting time only.
      if (const auto refused = store.limit(key, login_rule.max, login_rule.window_ms); refused && !refused->allowed)
        retry_after_ms = refused->retry_after_ms;
    }
    return http::refuse(wait(retry_after_ms, "Too many failed sign-ins."));
  }

  void count_failure(const std::string& key) const {
    const auto left = store.limit(key, login_rule.max, login_rule.window_ms);
    if (!left || !left->allowed || left->remaining > 0) return;
    const auto time = store.increment(times(key), 1, memory_ms);
    // The first time, the window itself is the wait.
    if (!time || *time < 2) return;
    const int64_t ms = lockout_ms(*time);
    (void)store.set(locked(key), std::to_string(clock() + ms), ms);
  }
};

LoginLimits::LoginLimits(kv::Store& store, base::Clock clock)
    : impl_(std::make_unique<Impl>(store, std::move(clock))) {}
LoginLimits::~LoginLimits() = default;

LoginLimits::Attempt::Attempt(LoginLimits& limits, std::string account, std::string address)
    : limits_(&limits), account_(std::move(account)), address_(std::move(address)) {}
LoginLimits::Attempt::Attempt(Attempt&& other) noexcept
    : limits_(std::exchange(other.limits_, nullptr)),
      account_(std::move(other.account_)),
      address_(std::move(other.address_)) {}

LoginLimits::Attempt::~Attempt() {
  if (limits_ == nullptr) return;
  limits_->impl_->leave(account_);
  if (!address_.empty()) limits_->impl_->leave(address_);
}

void LoginLimits::Attempt::failed() {
  limits_->impl_->count_failure(account_);
  if (!address_.empty()) limits_->impl_->count_failure(address_);
}

void LoginLimits::Attempt::succeeded() {
  (void)limits_->impl_->store.reset_limit(account_);
  (void)limits_->impl_->store.remove(Impl::times(account_));
}

http::Answer<LoginLimits::Attempt> LoginLimits::begin_login(std::string_view account, const LoginClient& client) {
  // Hashed, because a key has a limited length and what was typed has not.
  const std::string name = base::sha256_hex(account);
  const std::string address = http::address_key(client.ip);
  std::string account_key = "login/account/" + name;
  std::string address_key = "login/address/" + address;
  if (!client.device.empty()) {
    account_key = "login/device/" + name + "/" + base::sha256_hex(client.device);
    address_key.clear();
  } else if (client.known_address) {
    account_key = "login/known/" + name + "/" + address;
  }
  if (!address_key.empty()) {
    if (auto entered = impl_->enter(address_key); !entered) return http::refuse(entered.error());
  }
  if (auto entered = impl_->enter(account_key); !entered) {
    if (!address_key.empty()) impl_->leave(address_key);
    return http::refuse(entered.error());
  }
  return Attempt(*this, account_key, address_key);
}

bool LoginLimits::first_refusal(std::string_view account, std::string_view client_ip) {
  const std::string key = "login/refused/" + base::sha256_hex(account) + "/" + http::address_key(client_ip);
  const auto first = impl_->store.limit(key, 1, login_rule.window_ms);
  return first && first->allowed;
}

http::Answer<void> LoginLimits::registration(std::string_view client_ip) {
  const auto limit = impl_->store.limit("register/address/" + http::address_key(client_ip), register_rule.max,
                                        register_rule.window_ms);
  if (!limit) return http::refuse(store_gone());
  if (!limit->allowed)
    return http::refuse(wait(limit->retry_after_ms, "Too many accounts were made from this address. Try again later."));
  return {};
}

http::Answer<void> LoginLimits::mailed_link(std::string_view purpose, std::string_view account,
                                            std::string_view client_ip, bool by_address) {
  const std::string prefix = "mail/" + std::string(purpose);
  const std::string account_key = prefix + "/account/" + base::sha256_hex(account);
  // The address first: who is over its limit uses nothing of the account's up.
  for (const std::string& key :
       {by_address ? prefix + "/address/" + http::address_key(client_ip) : std::string(), account_key}) {
    if (key.empty()) continue;
    const auto limit = impl_->store.limit(key, mail_rule.max, mail_rule.window_ms);
    if (!limit) return http::refuse(store_gone());
    if (!limit->allowed)
      return http::refuse(wait(limit->retry_after_ms,
                               "Enough mails were asked for. Look into your inbox and your spam folder, or try again "
                               "later."));
  }
  return {};
}

}  // namespace veza::identity
