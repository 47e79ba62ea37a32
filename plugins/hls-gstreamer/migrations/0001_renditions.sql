-- One row a track. A generation is one run of the converter: its blobs live under hls/<track_id>/<generation>/, and
-- only the run whose generation stands here may write rows.
CREATE TABLE hls_renditions (
  track_id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  generation TEXT NOT NULL,
  status TEXT NOT NULL,
  progress DOUBLE PRECISION NOT NULL,
  reason TEXT,
  tiers TEXT NOT NULL,
  timescale BIGINT NOT NULL,
  segments BIGINT NOT NULL,
  duration_ms BIGINT,
  gain_db DOUBLE PRECISION,
  updated_at BIGINT NOT NULL
);

CREATE INDEX hls_renditions_status ON hls_renditions (status);

-- A segment that every tier has. All tiers are cut at the same samples.
CREATE TABLE hls_segments (
  track_id TEXT NOT NULL,
  generation TEXT NOT NULL,
  idx BIGINT NOT NULL,
  duration BIGINT NOT NULL,
  PRIMARY KEY (track_id, generation, idx)
);
