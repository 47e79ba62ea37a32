-- Files with the tags that their tracks have here: at most one a track, for a day.
CREATE TABLE library_tag_files (
  track_id TEXT PRIMARY KEY,
  -- Of the copy: library/<track_id>/tagged/<id>.
  id TEXT NOT NULL,
  -- 'pending', 'ready', 'replaced' (it has become the track's own file) or 'failed'.
  state TEXT NOT NULL,
  replaces BIGINT NOT NULL,
  problem TEXT,
  size BIGINT,
  expires_at BIGINT NOT NULL
);

-- A file that took the place of the one that was uploaded: library/<id>/originals/<original_id>.
ALTER TABLE library_tracks ADD COLUMN original_id TEXT;
