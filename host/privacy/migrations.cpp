#include "privacy/privacy.h"

namespace veza::privacy {

data::Component migrations() {
  return {"privacy", {{1, "create_privacy", R"sql(
CREATE TABLE privacy_exports (
  id           TEXT PRIMARY KEY,
  user_id      TEXT NOT NULL,
  job_id       TEXT NOT NULL,
  state        TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  token_hash   TEXT NOT NULL,
  token_sealed TEXT NOT NULL,
  size         BIGINT NOT NULL
);
CREATE INDEX privacy_exports_user ON privacy_exports (user_id, requested_at);
CREATE TABLE privacy_erasures (
  user_id      TEXT PRIMARY KEY,
  state        TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  erase_at     BIGINT NOT NULL,
  done_at      BIGINT
);
CREATE INDEX privacy_erasures_state ON privacy_erasures (state, erase_at);
CREATE TABLE privacy_steps (
  user_id TEXT NOT NULL,
  owner   TEXT NOT NULL,
  PRIMARY KEY (user_id, owner)
);
CREATE TABLE privacy_retired_names (
  name_hash  TEXT PRIMARY KEY,
  retired_at BIGINT NOT NULL
);
CREATE TABLE privacy_owners (
  owner   TEXT PRIMARY KEY,
  seen_at BIGINT NOT NULL
);
)sql"}}};
}

}  // namespace veza::privacy
