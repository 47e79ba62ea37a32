#include "media/describe.h"

#include "rules/lyrics.h"
#include "rules/text.h"

namespace veza::library {

void describe(Track& track, const Metadata& tags) {
  track.title = tags.title.value_or(title_from_file_name(track.file_name));
  track.artist = tags.artist;
  track.album = tags.album;
  track.album_artist = tags.album_artist;
  track.genre = tags.genre;
  track.year = tags.year;
  track.track_number = tags.track_number;
  track.disc_number = tags.disc_number;
  track.duration_ms = tags.duration_ms;
  track.sample_rate = tags.sample_rate;
  track.channels = tags.channels;
  track.bit_depth = tags.bit_depth;
  track.album_type = tags.album_type;
  track.credits = tags.credits;
  track.genres = tags.genres;
  track.bpm = tags.bpm;
  track.musical_key = tags.musical_key;
  track.isrc = tags.isrc;
  track.licence = tags.licence;
  track.release_date = tags.release_date;
  track.mb_recording_id = tags.mb_recording_id;
  track.mb_track_id = tags.mb_track_id;
  track.mb_album_id = tags.mb_album_id;
  track.content_hash = tags.content_hash;
}

void describe_again(Track& track, const Metadata& tags) {
  const auto take = [](auto& to, const auto& from) {
    if (from) to = *from;
  };
  take(track.title, tags.title);
  take(track.artist, tags.artist);
  take(track.album, tags.album);
  take(track.album_artist, tags.album_artist);
  take(track.genre, tags.genre);
  take(track.year, tags.year);
  take(track.track_number, tags.track_number);
  take(track.disc_number, tags.disc_number);
  take(track.album_type, tags.album_type);
  take(track.isrc, tags.isrc);
  take(track.licence, tags.licence);
  take(track.release_date, tags.release_date);
  take(track.mb_recording_id, tags.mb_recording_id);
  take(track.mb_track_id, tags.mb_track_id);
  take(track.mb_album_id, tags.mb_album_id);
  if (!tags.credits.empty()) track.credits = tags.credits;
  if (!tags.genres.empty()) track.genres = tags.genres;
  if (tags.bpm) {
    track.bpm = tags.bpm;
    track.bpm_detected = false;
  }
  if (tags.musical_key) {
    track.musical_key = tags.musical_key;
    track.key_detected = false;
  }
  // Measured of the file, not said by anybody.
  track.duration_ms = tags.duration_ms;
  track.sample_rate = tags.sample_rate;
  track.channels = tags.channels;
  track.bit_depth = tags.bit_depth;
  track.content_hash = tags.content_hash;
}

Lyrics lyrics_in(const Metadata& tags) {
  Lyrics lyrics;
  if (!tags.plain_lyrics.empty()) lyrics.plain[""] = tags.plain_lyrics;
  if (!tags.synced_lyrics.empty()) lyrics.synced[parse_lrc(tags.synced_lyrics).language] = tags.synced_lyrics;
  return lyrics;
}

}  // namespace veza::library
