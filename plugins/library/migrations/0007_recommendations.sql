-- Neighbours by tempo and key, and the most played: what recommendations read.
CREATE INDEX library_tracks_key_bpm ON library_tracks (musical_key, bpm, id) WHERE musical_key IS NOT NULL;
CREATE INDEX library_tracks_bpm ON library_tracks (bpm, id) WHERE bpm IS NOT NULL;
CREATE INDEX library_tracks_played ON library_tracks (play_count, id) WHERE play_count > 0;
