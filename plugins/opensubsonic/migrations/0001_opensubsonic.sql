-- Passwords made for one app each. The app's token scheme is a hash over the plain text, so that it is kept sealed;
-- `hash` finds the one an app shows whole.
CREATE TABLE opensubsonic_passwords (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  sealed TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  last_agent TEXT
);
CREATE INDEX opensubsonic_passwords_user ON opensubsonic_passwords (user_id);

-- Stars of artists and albums; those of songs are the site's likes.
CREATE TABLE opensubsonic_stars (
  user_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  starred_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, item_id)
);

CREATE TABLE opensubsonic_ratings (
  user_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  rating BIGINT NOT NULL,
  rated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, item_id)
);

CREATE TABLE opensubsonic_queues (
  user_id TEXT PRIMARY KEY,
  song_ids TEXT NOT NULL,
  current_index BIGINT,
  position_ms BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);

CREATE TABLE opensubsonic_bookmarks (
  user_id TEXT NOT NULL,
  song_id TEXT NOT NULL,
  position_ms BIGINT NOT NULL,
  comment TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, song_id)
);

-- Links made by an app: the site shows an address once, the app asks for it again and again.
CREATE TABLE opensubsonic_shares (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  playlist_id TEXT NOT NULL,
  made_playlist BIGINT NOT NULL,
  sealed_url TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX opensubsonic_shares_user ON opensubsonic_shares (user_id);
