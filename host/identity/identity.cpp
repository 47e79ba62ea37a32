#include "identity/identity.h"

#include <condition_variable>
#include <thread>

#include "identity/authenticator.h"
#include "identity/key_table.h"
#include "identity/routes.h"

namespace veza::identity {
namespace {

// A write takes its time stamp before it commits, and from the clock of its host, which may be behind: look back this
// far.
constexpr int64_t overlap_ms = 60'000;
constexpr int64_t day_ms = 24LL * 3600 * 1000;

}  // namespace

struct Identity::Impl {
  IdentityConfig config;
  IdentityParts parts;
  std::unique_ptr<SigningKeys> keys;
  Revocations revocations;
  RoleBook roles;
  LivingTokens living;
  AccessTokens tokens;
  StreamTokens stream_tokens;
  Csrf csrf;
  DeviceCookies device_cookies;
  PasswordHasher hasher;
  AccountMails mails;
  Accounts accounts;
  Setup setup;
  RoleEditor role_editor;
  PersonalTokens personal_tokens;
  LoginLimits limits;
  SecondFactors second_factors;
  Passkeys passkeys;
  PendingSignIns pending_sign_ins;
  LinkRequests link_requests;
  SignInWarnings warnings;
  std::atomic<int64_t> synchronized_until{0};
  int64_t pruned_at = 0;

  std::mutex wait_mutex;
  std::condition_variable_any wait;
  std::jthread background;

  Impl(IdentityConfig c, IdentityParts p, std::unique_ptr<SigningKeys> k, const std::string& session_key,
       std::string stream_key)
      : config(std::move(c)),
        parts(std::move(p)),
        keys(std::move(k)),
        revocations((config.tokens.lifetime_s + 60) * 1000),
        roles(parts.db),
        living(roles, parts.clock),
        tokens(config.tokens, *keys, revocations, roles, parts.clock),
        stream_tokens(std::move(stream_key), parts.clock, parts.is_closed),
        csrf(session_key),
        device_cookies(session_key),
        hasher(config.hash_cost),
        mails(parts.mail, config.site_name, parts.site_url, parts.clock),
        accounts({parts.db, parts.outbox, parts.audit, hasher, mails, tokens, revocations, roles, living, parts.clock},
                 session_key),
        setup(parts.db, accounts, parts.audit, parts.clock),
        role_editor({parts.db, roles, living, revocations, parts.audit, parts.clock}),
        personal_tokens({parts.db, living, roles, revocations, parts.audit, mails, parts.clock}),
        limits(parts.kv, parts.clock),
        second_factors(factor_parts()),
        passkeys(factor_parts()),
        pending_sign_ins(parts.kv),
        link_requests(parts.db, parts.queue, mails, parts.audit),
        warnings(parts.db, parts.kv, mails) {}

  FactorParts factor_parts() const { return {parts.db, parts.kv, parts.seal, parts.audit, mails, parts.clock}; }

  void prune() {
    const int64_t now = parts.clock();
    if (pruned_at + day_ms > now) return;
    pruned_at = now;
    const auto done = parts.db.write([&](data::Transaction& tx) -> base::Status {
      if (auto pruned = prune_sessions(tx, now - session_days * day_ms); !pruned) return base::fail(pruned.error());
      return prune_mail_tokens(tx, now);
    });
    if (auto pruned = personal_tokens.prune(now - session_days * day_ms); !pruned)
      parts.log.warn("Old tokens could not be removed", {{"error", pruned.error().message}});
    if (!done) parts.log.warn("Old sessions and mailed keys could not be removed", {{"error", done.error().message}});
  }
};

base::Result<std::unique_ptr<Identity>> Identity::create(IdentityConfig config, IdentityParts parts) {
  const int64_t verify_for_ms = (config.tokens.lifetime_s + 60) * 1000;
  auto keys = SigningKeys::open(parts.db, parts.clock, verify_for_ms);
  if (!keys) return base::fail(keys.error());
  const auto session_key = load_or_create_secret(parts.db, "session", parts.clock);
  if (!session_key) return base::fail(session_key.error());
  auto stream_key = load_or_create_secret(parts.db, "stream", parts.clock);
  if (!stream_key) return base::fail(stream_key.error());
  std::unique_ptr<Identity> identity(new Identity(std::make_unique<Impl>(
      std::move(config), std::move(parts), std::move(*keys), *session_key, std::move(*stream_key))));
  if (auto ready = identity->impl_->link_requests.start(); !ready) return base::fail(ready.error());
  // What was ended before this start must stay ended.
  if (auto known = identity->synchronize(); !known) return base::fail(known.error());
  return identity;
}

Identity::Identity(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Identity::~Identity() { stop_background(); }

Accounts& Identity::accounts() { return impl_->accounts; }
Setup& Identity::setup() { return impl_->setup; }
RoleBook& Identity::roles() { return impl_->roles; }
RoleEditor& Identity::role_editor() { return impl_->role_editor; }
LivingTokens& Identity::living_tokens() { return impl_->living; }
PersonalTokens& Identity::personal_tokens() { return impl_->personal_tokens; }
LoginLimits& Identity::limits() { return impl_->limits; }
SecondFactors& Identity::second_factors() { return impl_->second_factors; }
Passkeys& Identity::passkeys() { return impl_->passkeys; }
PendingSignIns& Identity::pending_sign_ins() { return impl_->pending_sign_ins; }
LinkRequests& Identity::link_requests() { return impl_->link_requests; }
SignInWarnings& Identity::warnings() { return impl_->warnings; }
const DeviceCookies& Identity::device_cookies() const { return impl_->device_cookies; }
bool Identity::sends_mail() const { return impl_->mails.configured(); }
const Csrf& Identity::csrf() const { return impl_->csrf; }
const AccessTokens& Identity::tokens() const { return impl_->tokens; }
const StreamTokens& Identity::stream_tokens() const { return impl_->stream_tokens; }
SigningKeys& Identity::keys() { return *impl_->keys; }
const IdentityConfig& Identity::config() const { return impl_->config; }
const base::Log& Identity::log() const { return impl_->parts.log; }
base::Result<std::optional<int64_t>> Identity::erasure_at(std::string_view user_id) const {
  return impl_->parts.erasure_at ? impl_->parts.erasure_at(user_id) : std::optional<int64_t>();
}

http::Authenticator Identity::authenticator() const {
  return make_authenticator(impl_->tokens, impl_->living, impl_->config.base_path);
}
http::CsrfCheck Identity::csrf_check() const { return make_csrf_check(impl_->csrf); }

void Identity::on_session_ended(std::function<void(const std::string& sid)> tell) {
  impl_->revocations.on_session_ended(std::move(tell));
}

void Identity::on_user_outdated(std::function<void(const std::string& user_id)> tell) {
  impl_->revocations.on_user_outdated(std::move(tell));
}

base::Status Identity::add_routes(http::Router& router) {
  std::vector<http::Route> routes = auth_routes(*this);
  for (auto& route : setup_routes(*this)) routes.push_back(std::move(route));
  for (const auto part : {key_routes, factor_routes, passkey_routes, second_factor_routes, link_routes, account_routes,
                          token_routes, role_routes})
    for (auto& route : part(*this)) routes.push_back(std::move(route));
  // Whoever holds a personal access token must not get hold of the account with it.
  for (auto& route : routes) {
    const std::string_view path = route.pattern;
    if (route.method != "GET" && (path.starts_with("/api/v1/account") || path.starts_with("/api/v1/auth/")))
      route.session_only = true;
  }
  return router.add(std::move(routes));
}

base::Status Identity::synchronize() {
  const int64_t now = impl_->parts.clock();
  const int64_t longest_ago = now - (impl_->config.tokens.lifetime_s + 60) * 1000;
  // A clock that was set back must not make this wait until it is where it was.
  const int64_t since = std::max(longest_ago, std::min(now, impl_->synchronized_until.load()) - overlap_ms);
  auto sessions = impl_->parts.db.query("SELECT id, revoked_at FROM identity_sessions WHERE revoked_at > $1", {since},
                                        [&](const data::RowView& row) -> base::Status {
                                          impl_->revocations.revoke_session(row[0].string(), row[1].integer());
                                          return {};
                                        });
  if (!sessions) return base::fail_while("looking for ended sessions", sessions.error());
  auto users = impl_->parts.db.query(
      "SELECT id, access_changed_at, username, role FROM identity_users WHERE access_changed_at > $1", {since},
      [&](const data::RowView& row) -> base::Status {
        impl_->revocations.outdate_user(row[0].string(), row[1].integer());
        impl_->living.set_owner(row[0].string(), row[2].text(), row[3].text());
        return {};
      });
  if (!users) return base::fail_while("looking for changed roles", users.error());
  if (auto roles = impl_->roles.reload(); !roles) return roles;
  if (auto tokens = impl_->personal_tokens.synchronize(since); !tokens) return tokens;
  impl_->synchronized_until = now;
  impl_->revocations.sweep(now);
  return impl_->keys->reload();
}

void Identity::start_background() {
  impl_->background = std::jthread([this](const std::stop_token& stop) {
    bool failing = false;
    std::unique_lock lock(impl_->wait_mutex);
    while (!impl_->wait.wait_for(lock, stop, std::chrono::seconds(1), [&] { return stop.stop_requested(); })) {
      const auto done = synchronize();
      if (!done && !failing)
        impl_->parts.log.warn("Ended sessions of other processes are not seen at the moment",
                              {{"error", done.error().message}});
      failing = !done;
      impl_->prune();
    }
  });
}

void Identity::stop_background() {
  if (!impl_->background.joinable()) return;
  impl_->background.request_stop();
  impl_->background.join();
}

}  // namespace veza::identity
