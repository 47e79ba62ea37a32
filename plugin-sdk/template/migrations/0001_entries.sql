CREATE TABLE guestbook_entries (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  username TEXT NOT NULL,
  message TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
