#include "identity/login_limits.h"

#include <unordered_map>

#include "base/crypto.h"
#include "base/guarded.h"
#include "http/rate_limits.h"

namespace veza::identity {
namespace {

http::Problem wait(int64_t retry_after_ms, std::string what) {
  http::Problem problem{429, "rate_limited", std::move(what)};
  problem.retry_after_s = std::max<int64_t>(1, (retry_after_ms + 999) / 1000);
  return problem;
}

http::Problem store_gone() {
  return {503, "unavailable", "The sign-in limits cannot be checked at the moment. Try again shortly."};
}

}  // namespace

struct LoginLimits::Impl {
  explicit Impl(kv::Store& s) : store(s) {}
  kv::Store& store;
  base::Guarded<std::unordered_map<std::string, uint32_t>> under_way;

  void leave(const std::string& key) {
    under_way.with([&](auto& counts) {
      const auto found = counts.find(key);
      if (found != counts.end() && --found->second == 0) counts.erase(found);
    });
  }

  // Enters `key` when its failures and the attempts under way leave room.
  http::Answer<void> enter(const std::string& key) {
    const uint32_t together = under_way.with([&](auto& counts) { return ++counts[key]; });
    const auto left = store.limit(key, login_rule.max, login_rule.window_ms, 0);
    if (left && left->allowed && together <= left->remaining) return {};
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
};

LoginLimits::LoginLimits(kv::Store& store) : impl_(std::make_unique<Impl>(store)) {}
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
  limits_->impl_->leave(address_);
}

void LoginLimits::Attempt::failed() {
  (void)limits_->impl_->store.limit(account_, login_rule.max, login_rule.window_ms);
  (void)limits_->impl_->store.limit(address_, login_rule.max, login_rule.window_ms);
}

void LoginLimits::Attempt::succeeded() { (void)limits_->impl_->store.reset_limit(account_); }

http::Answer<LoginLimits::Attempt> LoginLimits::begin_login(std::string_view account, std::string_view client_ip) {
  // Hashed, because a key has a limited length and what was typed has not.
  const std::string account_key = "login/account/" + base::sha256_hex(account);
  const std::string address_key = "login/address/" + http::address_key(client_ip);
  if (auto entered = impl_->enter(address_key); !entered) return http::refuse(entered.error());
  if (auto entered = impl_->enter(account_key); !entered) {
    impl_->leave(address_key);
    return http::refuse(entered.error());
  }
  return Attempt(*this, account_key, address_key);
}

http::Answer<void> LoginLimits::registration(std::string_view client_ip) {
  const auto limit = impl_->store.limit("register/address/" + http::address_key(client_ip), register_rule.max,
                                        register_rule.window_ms);
  if (!limit) return http::refuse(store_gone());
  if (!limit->allowed)
    return http::refuse(wait(limit->retry_after_ms, "Too many accounts were made from this address. Try again later."));
  return {};
}

}  // namespace veza::identity
