-- What search finds: a document for each track, artist, album and playlist (search/index.h). Found by everybody where
-- n > 0, which grows with time; hidden ones have a random n < 0 and are found by those their marks name.
CREATE TABLE library_search (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  subtitle TEXT NOT NULL,
  title_words TEXT NOT NULL,
  people_words TEXT NOT NULL,
  other_words TEXT NOT NULL,
  marks TEXT NOT NULL,
  genre TEXT,
  musical_key TEXT,
  bpm BIGINT,
  year BIGINT,
  plays BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  UNIQUE (kind, id)
);
CREATE INDEX library_search_title ON library_search (title_words, plays);
CREATE INDEX library_search_plays ON library_search (plays, n);

-- Written beside library_search (search/index.cpp): triggers may not write virtual tables where the schema is not trusted.
-- `ascii` parts at spaces only: search/words.h leaves no other separator in a word.
CREATE VIRTUAL TABLE library_search_fts USING fts5(
  title_words, people_words, other_words, marks,
  content='library_search', content_rowid='n', tokenize='ascii', columnsize=0, prefix='2 3'
);

-- The words of the documents that everybody finds, for typing errors. `letters`: how many characters.
CREATE TABLE library_search_words (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  word TEXT NOT NULL UNIQUE,
  reversed TEXT NOT NULL,
  letters BIGINT NOT NULL
);
CREATE INDEX library_search_words_reversed ON library_search_words (reversed, letters, word);
CREATE VIRTUAL TABLE library_search_trigrams USING fts5(
  word, content='library_search_words', content_rowid='n', tokenize='trigram', columnsize=0
);

-- Tracks whose documents do not say yet how often they were played.
CREATE TABLE library_search_played (
  track_id TEXT PRIMARY KEY
);

-- How far the job that writes the documents of what is there already has come; a row goes with its last document.
CREATE TABLE library_search_todo (
  kind TEXT PRIMARY KEY,
  after_id TEXT NOT NULL
);
INSERT INTO library_search_todo (kind, after_id)
  SELECT kind, '' FROM (SELECT 'track' AS kind UNION ALL SELECT 'artist' UNION ALL SELECT 'album') AS kinds
  WHERE EXISTS (SELECT 1 FROM library_tracks);

CREATE TABLE library_searches (
  user_id TEXT NOT NULL,
  query TEXT NOT NULL,
  searched_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, query)
);
CREATE INDEX library_searches_newest ON library_searches (user_id, searched_at, query);
