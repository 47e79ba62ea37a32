CREATE TABLE library_comments (
  id TEXT PRIMARY KEY,
  track_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  -- The comment it answers, which answers none itself.
  parent_id TEXT,
  -- NULL: it is about the whole track.
  position_ms BIGINT,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  -- NULL: as it was written.
  edited_at BIGINT
);
CREATE INDEX library_comments_by_date ON library_comments (track_id, created_at, id);
-- What is about the whole track comes last; comments/comments.cpp sorts by the same words.
CREATE INDEX library_comments_by_position ON library_comments (track_id, COALESCE(position_ms, 9007199254740991), id);
CREATE INDEX library_comments_answers ON library_comments (parent_id, created_at, id) WHERE parent_id IS NOT NULL;
CREATE INDEX library_comments_user ON library_comments (user_id, track_id, id);
