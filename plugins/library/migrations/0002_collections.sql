ALTER TABLE library_tracks ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public';
UPDATE library_tracks SET visibility = 'private' WHERE is_public = 0;
-- 0 until the track is in the tables below and its keys are those of this version; a job does it (place_job.h).
ALTER TABLE library_tracks ADD COLUMN placed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE library_tracks ADD COLUMN album_id TEXT;
-- Disc and track as one number: an album's tracks in order.
ALTER TABLE library_tracks ADD COLUMN album_position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE library_tracks ADD COLUMN album_type TEXT;
ALTER TABLE library_tracks ADD COLUMN mb_album_id TEXT;
-- JSON: what library_track_artists and library_track_tags say, so that a track is read as one row.
ALTER TABLE library_tracks ADD COLUMN credits TEXT NOT NULL DEFAULT '[]';
ALTER TABLE library_tracks ADD COLUMN genres TEXT NOT NULL DEFAULT '[]';
ALTER TABLE library_tracks ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE library_tracks ADD COLUMN bpm DOUBLE PRECISION;
ALTER TABLE library_tracks ADD COLUMN bpm_detected BIGINT NOT NULL DEFAULT 0;
ALTER TABLE library_tracks ADD COLUMN musical_key TEXT;
ALTER TABLE library_tracks ADD COLUMN key_detected BIGINT NOT NULL DEFAULT 0;
ALTER TABLE library_tracks ADD COLUMN isrc TEXT;
ALTER TABLE library_tracks ADD COLUMN mb_recording_id TEXT;
ALTER TABLE library_tracks ADD COLUMN mb_track_id TEXT;
ALTER TABLE library_tracks ADD COLUMN licence TEXT;
ALTER TABLE library_tracks ADD COLUMN release_date TEXT;
ALTER TABLE library_tracks ADD COLUMN content_hash TEXT;
ALTER TABLE library_tracks ADD COLUMN fingerprint TEXT;
ALTER TABLE library_tracks ADD COLUMN source_path TEXT;
ALTER TABLE library_tracks ADD COLUMN play_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE library_tracks ADD COLUMN like_count BIGINT NOT NULL DEFAULT 0;

CREATE INDEX library_tracks_unplaced ON library_tracks (id) WHERE placed = 0;
CREATE INDEX library_tracks_album ON library_tracks (album_id, album_position, id);
CREATE INDEX library_tracks_hash ON library_tracks (content_hash, id) WHERE content_hash IS NOT NULL;
DROP INDEX library_tracks_genre;

-- public_count: of its tracks those that everybody may have listed. An artist or album with none is there for who has
-- tracks of it (library_holdings) or may read any. One without tracks is removed.
CREATE TABLE library_artists (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  name_key TEXT NOT NULL,
  mbid TEXT NOT NULL DEFAULT '',
  image_type TEXT,
  track_count BIGINT NOT NULL DEFAULT 0,
  public_count BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  UNIQUE (name_key, mbid)
);
CREATE INDEX library_artists_sorted ON library_artists (sort_key, id);
CREATE INDEX library_artists_tracks ON library_artists (public_count, id);
CREATE INDEX library_artists_created ON library_artists (created_at, id);

CREATE TABLE library_albums (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  artist_name TEXT NOT NULL DEFAULT '',
  artist_key TEXT NOT NULL DEFAULT '',
  type TEXT,
  release_date TEXT,
  year BIGINT,
  mbid TEXT NOT NULL DEFAULT '',
  -- A track that everybody may have listed.
  cover_track_id TEXT,
  track_count BIGINT NOT NULL DEFAULT 0,
  public_count BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  UNIQUE (title_key, artist_key, mbid)
);
CREATE INDEX library_albums_sorted ON library_albums (title_key, id);
CREATE INDEX library_albums_artist ON library_albums (artist_key, id);
CREATE INDEX library_albums_created ON library_albums (created_at, id);
CREATE INDEX library_albums_released ON library_albums (year, id);

CREATE TABLE library_album_artists (
  album_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  artist_id TEXT NOT NULL,
  PRIMARY KEY (album_id, position)
);
CREATE INDEX library_album_artists_artist ON library_album_artists (artist_id, album_id);

-- role 'album': the artist of the track's album, when no credit names them. is_first: the track's first row of that
-- artist, so that a track is listed and counted once.
CREATE TABLE library_track_artists (
  track_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  role TEXT NOT NULL,
  artist_id TEXT NOT NULL,
  credited_as TEXT NOT NULL,
  is_first BIGINT NOT NULL,
  PRIMARY KEY (track_id, role, position)
);
CREATE INDEX library_track_artists_role ON library_track_artists (artist_id, role, track_id);
CREATE INDEX library_track_artists_first ON library_track_artists (artist_id, track_id) WHERE is_first = 1;

CREATE TABLE library_track_tags (
  track_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  position BIGINT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Of the track: the newest of a genre without sorting all of them.
  track_created_at BIGINT NOT NULL,
  PRIMARY KEY (track_id, kind, key)
);
CREATE INDEX library_track_tags_key ON library_track_tags (kind, key, track_created_at, track_id);

CREATE TABLE library_tags (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  uses BIGINT NOT NULL DEFAULT 0,
  public_uses BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, key)
);
CREATE INDEX library_tags_uses ON library_tags (kind, public_uses, key);

-- How many tracks of an artist, album, genre or tag somebody has that are not listed for all.
CREATE TABLE library_holdings (
  kind TEXT NOT NULL,
  collection_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  hidden_count BIGINT NOT NULL,
  PRIMARY KEY (kind, collection_id, owner_id)
);
CREATE INDEX library_holdings_owner ON library_holdings (owner_id, kind, collection_id);

-- kind 'plain' or 'synced' (LRC as given, parsed when read); language a BCP 47 tag or ''.
CREATE TABLE library_lyrics (
  track_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  language TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL,
  PRIMARY KEY (track_id, kind, language)
);
