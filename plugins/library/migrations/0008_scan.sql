-- Folder imports: which files of the folders are known, and what became of them. Files are found by a digest of their
-- path, which may be longer than an index takes; `path` is as scan/paths.h writes it.
CREATE TABLE library_scan_files (
  path_key TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  size BIGINT NOT NULL,
  mtime_ns BIGINT NOT NULL,
  inode BIGINT NOT NULL,
  -- 'new': its track is being made, under track_id; 'track'; 'refused': why stands in problem; 'missing': the file was
  -- not there when its folder was last looked through.
  state TEXT NOT NULL,
  track_id TEXT,
  problem TEXT,
  -- The scan that saw it last.
  seen_in TEXT NOT NULL
);
CREATE INDEX library_scan_files_inode ON library_scan_files (inode);
CREATE INDEX library_scan_files_track ON library_scan_files (track_id) WHERE track_id IS NOT NULL;
CREATE INDEX library_scan_files_state ON library_scan_files (state, path_key);
