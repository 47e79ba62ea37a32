#include "identity/migrations.h"

namespace veza::identity {
namespace {

constexpr const char* accounts = R"sql(
CREATE TABLE identity_users (
  id TEXT PRIMARY KEY,
  username TEXT NOT NULL,
  username_key TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  access_changed_at BIGINT NOT NULL
);
CREATE INDEX identity_users_access_changed ON identity_users (access_changed_at);
CREATE INDEX identity_users_role ON identity_users (role);

CREATE TABLE identity_sessions (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  refresh_hash TEXT NOT NULL,
  previous_refresh_hash TEXT,
  refreshed_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  user_agent TEXT NOT NULL,
  ip TEXT NOT NULL,
  remember BIGINT NOT NULL,
  revoked_at BIGINT,
  revoked_because TEXT
);
CREATE INDEX identity_sessions_user ON identity_sessions (user_id, revoked_at);
CREATE INDEX identity_sessions_revoked ON identity_sessions (revoked_at);
CREATE INDEX identity_sessions_expires ON identity_sessions (expires_at);

CREATE TABLE identity_setup (
  token_hash TEXT PRIMARY KEY,
  created_at BIGINT NOT NULL
);
)sql";

constexpr const char* keys = R"sql(
CREATE TABLE identity_keys (
  name TEXT NOT NULL,
  serial BIGINT NOT NULL,
  secret TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (name, serial)
);
)sql";

// A session knows when its owner last proved who they are. A TOTP secret counts once it is confirmed; `last_step` is
// the time step of the last code that was taken, so that no code works twice. A passkey's key is COSE (RFC 9052) in
// base64url, as its authenticator made it.
constexpr const char* factors = R"sql(
ALTER TABLE identity_sessions ADD COLUMN authenticated_at BIGINT NOT NULL DEFAULT 0;
UPDATE identity_sessions SET authenticated_at = created_at;

CREATE TABLE identity_totp (
  user_id TEXT PRIMARY KEY REFERENCES identity_users (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  last_step BIGINT NOT NULL
);

CREATE TABLE identity_backup_codes (
  user_id TEXT NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  code_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE identity_passkeys (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  credential_id TEXT NOT NULL UNIQUE,
  public_key TEXT NOT NULL,
  algorithm BIGINT NOT NULL,
  sign_count BIGINT NOT NULL,
  backup_eligible BIGINT NOT NULL,
  backed_up BIGINT NOT NULL,
  transports TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX identity_passkeys_user ON identity_passkeys (user_id);
)sql";

// Mailed links: the SHA-256 of each key that is still good.
constexpr const char* mailed_links = R"sql(
ALTER TABLE identity_users ADD COLUMN email_verified_at BIGINT;

CREATE TABLE identity_mail_tokens (
  token_hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  email TEXT NOT NULL,
  remember BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX identity_mail_tokens_user ON identity_mail_tokens (user_id, purpose);
CREATE INDEX identity_mail_tokens_expires ON identity_mail_tokens (expires_at);
)sql";

constexpr const char* roles = R"sql(
CREATE TABLE identity_roles (
  name TEXT PRIMARY KEY,
  includes TEXT NOT NULL,
  permissions TEXT NOT NULL,
  withheld TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE TABLE identity_role_changes (
  id BIGINT PRIMARY KEY,
  changes BIGINT NOT NULL
);

CREATE TABLE identity_tokens (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT,
  changed_at BIGINT NOT NULL
);
CREATE INDEX identity_tokens_user ON identity_tokens (user_id, revoked_at);
CREATE INDEX identity_tokens_changed ON identity_tokens (changed_at);
CREATE INDEX identity_tokens_expires ON identity_tokens (expires_at);
)sql";

// How often the password or the address changed: what was begun with the ones before ends there.
constexpr const char* credentials = R"sql(
ALTER TABLE identity_users ADD COLUMN credentials_changes BIGINT NOT NULL DEFAULT 0;
)sql";

}  // namespace

data::Component migrations() {
  return {"identity",
          {{1, "accounts", accounts},
           {2, "keys", keys},
           {3, "factors", factors},
           {4, "mailed_links", mailed_links},
           {5, "roles", roles},
           {6, "credentials", credentials}}};
}

}  // namespace veza::identity
