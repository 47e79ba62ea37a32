-- Resumable uploads (tus). Their bytes lie in blobs below library/uploads/<id>/, one for each request that brought some.
CREATE TABLE library_uploads (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  -- 'open'; over: 'done' (track_id), 'refused', 'terminated'. What is over stays until expires_at, so that a client that
  -- missed the answer is told.
  state TEXT NOT NULL,
  length BIGINT NOT NULL,
  -- Bytes that are on disk for good.
  received BIGINT NOT NULL,
  parts BIGINT NOT NULL,
  -- The Upload-Metadata field as it was sent.
  metadata TEXT NOT NULL,
  track_id TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX library_uploads_owner ON library_uploads (owner_id, state, length);
CREATE INDEX library_uploads_expiry ON library_uploads (expires_at);

CREATE TABLE library_upload_parts (
  upload_id TEXT NOT NULL,
  begins_at BIGINT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (upload_id, begins_at)
);

-- A row to wait at: who claims room for a file.
CREATE TABLE library_storage_claims (
  owner_id TEXT PRIMARY KEY,
  claims BIGINT NOT NULL
);
CREATE INDEX library_tracks_owner_size ON library_tracks (owner_id, file_size) WHERE source_path IS NULL;
