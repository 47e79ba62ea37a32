-- A cover that somebody uploaded is kept under its own id; without one it is the file's own picture.
ALTER TABLE library_tracks ADD COLUMN cover_id TEXT;
-- Its sizes: 0 not made yet, 1 made, -1 the picture cannot be made smaller.
ALTER TABLE library_tracks ADD COLUMN cover_sized BIGINT NOT NULL DEFAULT 0;

-- What somebody uploaded more than once.
CREATE INDEX library_tracks_copies ON library_tracks (owner_id, content_hash) WHERE content_hash IS NOT NULL;
