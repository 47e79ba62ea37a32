// Everything about who is who, put together: what the program's composition root makes one of.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/sealed.h"
#include "data/database.h"
#include "events/outbox.h"
#include "http/auth.h"
#include "http/router.h"
#include "identity/accounts.h"
#include "identity/authorize.h"
#include "identity/csrf.h"
#include "identity/device_cookie.h"
#include "identity/link_requests.h"
#include "identity/login_limits.h"
#include "identity/passkeys.h"
#include "identity/pending_sign_ins.h"
#include "identity/personal_tokens.h"
#include "identity/role_book.h"
#include "identity/role_editor.h"
#include "identity/second_factors.h"
#include "identity/setup.h"
#include "identity/sign_in_warnings.h"
#include "identity/stream_tokens.h"
#include "jobs/queue.h"
#include "kv/store.h"
#include "mail/message.h"
#include "observe/audit.h"

namespace veza::identity {

struct IdentityConfig {
  AccessTokenConfig tokens = {};
  bool registration_open = true;
  bool limit_registrations = true;  // 3 an hour for an address; sign-ins are always limited
  HashCost hash_cost = {};
  std::string site_name = "Veza";  // in mails, in authenticator apps, beside passkeys
  // The address as people type it, for passkeys; "": the one each request came to.
  std::string url = {};
  std::string base_path = {};  // "/music" where the site is not at the root of its host: cookies' path
};

struct IdentityParts {
  data::Database& db;  // all outlive the Identity; migrations() have run
  kv::Store& kv;
  events::Outbox& outbox;
  const base::Seal& seal;  // what may be read back and must not be read in a stolen database
  observe::Audit& audit;
  base::Log log = {};
  base::Clock clock = base::now_ms;
  jobs::Queue* queue = nullptr;                // who mails links to people who are not signed in
  mail::Post mail = {};                        // empty: the site sends no mail
  std::function<std::string()> site_url = {};  // what links in mails begin with, no '/' at its end
  // Whether the account is closed, from memory. See host/privacy.
  std::function<bool(std::string_view user_id)> is_closed = {};
  // When the account of this user will be erased; empty: never.
  std::function<base::Result<std::optional<int64_t>>(std::string_view user_id)> erasure_at = {};
};

class Identity {
 public:
  // Loads the keys, makes them at the first start (about 0.1 s then). Errors: a key file that cannot be read or made.
  static base::Result<std::unique_ptr<Identity>> create(IdentityConfig config, IdentityParts parts);
  ~Identity();
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  Accounts& accounts();
  Setup& setup();
  RoleBook& roles();
  RoleEditor& role_editor();
  LivingTokens& living_tokens();
  PersonalTokens& personal_tokens();
  LoginLimits& limits();
  SecondFactors& second_factors();
  Passkeys& passkeys();
  PendingSignIns& pending_sign_ins();
  LinkRequests& link_requests();
  SignInWarnings& warnings();
  const DeviceCookies& device_cookies() const;
  bool sends_mail() const;
  const Csrf& csrf() const;
  const AccessTokens& tokens() const;
  const StreamTokens& stream_tokens() const;
  SigningKeys& keys();
  const IdentityConfig& config() const;
  const base::Log& log() const;
  // When the account will be erased, if it is closed.
  base::Result<std::optional<int64_t>> erasure_at(std::string_view user_id) const;

  // For http::Pipeline. The Identity outlives them.
  http::Authenticator authenticator() const;
  http::CsrfCheck csrf_check() const;

  // Each `tell` hears of every session that ends, here or (within a second) in another process; its open connections
  // are to be closed. Before start_background() and the first request.
  void on_session_ended(std::function<void(const std::string& sid)> tell);

  // The same for users whose role changed: what they hold open was allowed by the rights before. For what a role may do
  // see RoleBook::on_roles_changed().
  void on_user_outdated(std::function<void(const std::string& user_id)> tell);

  // The routes of /api/v1/auth, /api/v1/setup and /.well-known/jwks.json, described by openapi.json in this folder.
  base::Status add_routes(http::Router& router);

  // Learns of sessions ended, roles changed and keys made by another process (a node, the command line) and forgets
  // what no longer matters. [worker]
  base::Status synchronize();
  // A thread that does so every second, and prunes sessions over for 30 days once a day; ends with the Identity.
  void start_background();
  void stop_background();

 private:
  struct Impl;
  explicit Identity(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::identity
