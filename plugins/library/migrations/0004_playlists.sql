CREATE TABLE library_playlists (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  description TEXT,
  visibility TEXT NOT NULL,
  -- JSON of playlists/smart.h; NULL: people choose its tracks.
  rules TEXT,
  -- Grows with every change, so that whoever watches knows what they have missed.
  revision BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX library_playlists_owner ON library_playlists (owner_id, updated_at, id);
CREATE INDEX library_playlists_listed ON library_playlists (visibility, updated_at, id);

CREATE TABLE library_playlist_items (
  id TEXT PRIMARY KEY,
  playlist_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  -- See playlists/position.h.
  position TEXT NOT NULL,
  -- NULL when the account is gone.
  created_by TEXT,
  created_at BIGINT NOT NULL
);
CREATE INDEX library_playlist_items_order ON library_playlist_items (playlist_id, position, id);
CREATE INDEX library_playlist_items_track ON library_playlist_items (track_id);
CREATE INDEX library_playlist_items_by ON library_playlist_items (created_by) WHERE created_by IS NOT NULL;

CREATE TABLE library_playlist_collaborators (
  playlist_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (playlist_id, user_id)
);
CREATE INDEX library_playlist_collaborators_user ON library_playlist_collaborators (user_id, playlist_id);

CREATE TABLE library_playlist_shares (
  id TEXT PRIMARY KEY,
  playlist_id TEXT NOT NULL,
  -- SHA-256 of the token, hex.
  token_hash TEXT NOT NULL UNIQUE,
  -- What whoever signs in and joins by it becomes; NULL: it only shows.
  role TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  uses BIGINT NOT NULL DEFAULT 0,
  last_used_at BIGINT
);
CREATE INDEX library_playlist_shares_of ON library_playlist_shares (playlist_id, created_at, id);

CREATE TABLE library_likes (
  user_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, track_id)
);
CREATE INDEX library_likes_user ON library_likes (user_id, created_at, track_id);
CREATE INDEX library_likes_track ON library_likes (track_id);

CREATE TABLE library_plays (
  user_id TEXT NOT NULL,
  -- Made by the player: the same play told twice is one.
  play_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  heard_ms BIGINT NOT NULL,
  -- When it counted as a play of the track; NULL: it has not.
  counted_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, play_id)
);
CREATE INDEX library_plays_history ON library_plays (user_id, created_at, play_id);
CREATE INDEX library_plays_track ON library_plays (track_id, user_id, counted_at);

CREATE TABLE library_follows (
  user_id TEXT NOT NULL,
  artist_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, artist_id)
);
CREATE INDEX library_follows_user ON library_follows (user_id, created_at, artist_id);
CREATE INDEX library_follows_artist ON library_follows (artist_id);

-- What an imported playlist may name a track by.
CREATE INDEX library_tracks_isrc ON library_tracks (isrc) WHERE isrc IS NOT NULL;
CREATE INDEX library_tracks_recording ON library_tracks (mb_recording_id) WHERE mb_recording_id IS NOT NULL;
