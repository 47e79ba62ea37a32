CREATE TABLE auth_oauth_links (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  -- A subject is one person's only at its issuer (OpenID Connect Core, section 2).
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  tokens TEXT NOT NULL,
  tokens_expire_at BIGINT,
  linked_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  UNIQUE (provider, issuer, subject),
  UNIQUE (user_id, provider)
);
CREATE INDEX auth_oauth_links_expire ON auth_oauth_links (tokens_expire_at) WHERE tokens_expire_at IS NOT NULL;

CREATE TABLE auth_oauth_sessions (
  session_id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  id_token TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX auth_oauth_sessions_user ON auth_oauth_sessions (user_id);
CREATE INDEX auth_oauth_sessions_created ON auth_oauth_sessions (created_at);
