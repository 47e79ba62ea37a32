-- What each recording sounds like (rules/fingerprint.h). In a table of its own, and not in library_tracks.fingerprint,
-- which stays empty: five thousand letters in each row would be read with every list of tracks.
CREATE TABLE library_fingerprints (
  track_id TEXT PRIMARY KEY,
  -- The track in library_landmarks, in few bytes.
  number BIGINT NOT NULL UNIQUE,
  -- Base64; empty for what cannot be heard.
  words TEXT NOT NULL,
  -- The recordings of one person that are the same one have one group; nothing for one that is alone.
  group_id TEXT,
  -- How much alike it is to that of the group which it is most alike: 0 to 1.
  confidence DOUBLE PRECISION
);
CREATE INDEX library_fingerprints_group ON library_fingerprints (group_id, track_id) WHERE group_id IS NOT NULL;

-- By which words a recording is found: those that other encodings of it probably have too.
CREATE TABLE library_landmarks (
  word BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (word, number)
);

-- A row to wait at, and the number last given: whoever puts a fingerprint sees those of all that came before.
CREATE TABLE library_fingerprint_numbers (
  id BIGINT PRIMARY KEY,
  last BIGINT NOT NULL
);
INSERT INTO library_fingerprint_numbers (id, last) VALUES (1, 0);

-- Tracks that are older than what is known of new ones; a job goes through them (backfill_job.h).
CREATE TABLE library_backfill (
  kind TEXT PRIMARY KEY,
  after_id TEXT NOT NULL
);
INSERT INTO library_backfill (kind, after_id)
  SELECT 'facts', '' WHERE EXISTS (SELECT 1 FROM library_tracks);
