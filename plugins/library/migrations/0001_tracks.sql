CREATE TABLE library_tracks (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  is_public BIGINT NOT NULL,
  status TEXT NOT NULL,
  status_reason TEXT,
  title TEXT NOT NULL,
  artist TEXT,
  album TEXT,
  album_artist TEXT,
  genre TEXT,
  year BIGINT,
  track_number BIGINT,
  disc_number BIGINT,
  duration_ms BIGINT,
  sample_rate BIGINT,
  channels BIGINT,
  bit_depth BIGINT,
  format TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  cover_type TEXT,
  integrated_lufs DOUBLE PRECISION,
  range_lu DOUBLE PRECISION,
  true_peak_dbtp DOUBLE PRECISION,
  gain_db DOUBLE PRECISION,
  -- Folded to lower case: what lists are sorted, filtered and searched by.
  title_key TEXT NOT NULL,
  artist_key TEXT NOT NULL,
  genre_key TEXT NOT NULL,
  search_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Each ends with id: lists are read by (sort value, id) from where the last page ended.
CREATE INDEX library_tracks_created ON library_tracks (created_at, id);
CREATE INDEX library_tracks_title ON library_tracks (title_key, id);
CREATE INDEX library_tracks_artist ON library_tracks (artist_key, id);
CREATE INDEX library_tracks_owner ON library_tracks (owner_id, created_at, id);
CREATE INDEX library_tracks_genre ON library_tracks (genre_key, created_at, id);
