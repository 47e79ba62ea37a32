-- The scans of folders themselves: what was scanned when, what came of it, and who scans now.
CREATE TABLE library_scans (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  -- 'running', 'done', 'interrupted', 'failed'
  state TEXT NOT NULL,
  problem TEXT,
  started_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- JSON: counts, and the first problems.
  counts TEXT NOT NULL DEFAULT '{}',
  problems TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX library_scans_started ON library_scans (started_at, id);

-- One row: the process that scans. Who died is told by the machine it ran on, or by the time.
CREATE TABLE library_scan_lock (
  id BIGINT PRIMARY KEY,
  held_by TEXT NOT NULL,
  held_until BIGINT NOT NULL
);
