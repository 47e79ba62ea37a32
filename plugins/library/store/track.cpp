#include "store/track.h"

#include <algorithm>

#include <veza/id.hpp>

#include "rules/music.h"

namespace veza::library {
namespace {

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

std::optional<std::string> or_nothing(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

void apply_credits(const Changes& changes, Track& track) {
  if (changes.credits) {
    track.credits = *changes.credits;
    if (!changes.artist) track.artist = or_nothing(credit_line(track.credits));
    if (track.artist && main_artist(track.credits).empty()) track.credits = with_artist(track.credits, *track.artist);
  } else if (changes.artist) {
    track.credits = with_artist(track.credits, track.artist.value_or(""));
  }
}

void apply_genres(const Changes& changes, Track& track) {
  if (changes.genres) {
    track.genres = *changes.genres;
    // The first one is what a client that knows one genre shows, unless it said which.
    track.genre = track.genres.empty() ? std::nullopt : std::optional(track.genres.front());
  }
  if (!changes.genre) return;
  track.genre = *changes.genre;
  const bool listed =
      track.genre && std::find(track.genres.begin(), track.genres.end(), *track.genre) != track.genres.end();
  if (!changes.genres || (track.genre && !listed)) {
    track.genres = track.genre ? std::vector{*track.genre} : std::vector<std::string>{};
  }
}

Json credits_json(const Credits& credits) {
  Json out = Json::array();
  for (const auto& credit : credits) {
    out.push_back({{"role", credit.role},
                   {"name", credit.name},
                   {"artist_id", credit.artist_id.empty() ? Json() : Json(credit.artist_id)},
                   {"mbid", credit.mbid.empty() ? Json() : Json(credit.mbid)}});
  }
  return out;
}

}  // namespace

void apply(const Changes& changes, Track& track) {
  const auto set = [](const auto& change, auto& field) {
    if (change) field = *change;
  };
  set(changes.title, track.title);
  set(changes.artist, track.artist);
  set(changes.album, track.album);
  set(changes.album_artist, track.album_artist);
  set(changes.album_type, track.album_type);
  set(changes.year, track.year);
  set(changes.track_number, track.track_number);
  set(changes.disc_number, track.disc_number);
  set(changes.visibility, track.visibility);
  set(changes.tags, track.tags);
  set(changes.isrc, track.isrc);
  set(changes.licence, track.licence);
  set(changes.release_date, track.release_date);
  set(changes.mb_recording_id, track.mb_recording_id);
  set(changes.mb_track_id, track.mb_track_id);
  set(changes.mb_album_id, track.mb_album_id);
  apply_credits(changes, track);
  apply_genres(changes, track);
  if (changes.bpm) {
    track.bpm = *changes.bpm;
    track.bpm_detected = false;
  }
  if (changes.musical_key) {
    track.musical_key = *changes.musical_key;
    track.key_detected = false;
  }
  if (changes.release_date && *changes.release_date && !changes.year) {
    track.year = std::stoll((*changes.release_date)->substr(0, 4));
  }
  // A year that says otherwise is the newer word.
  if (changes.year && track.release_date &&
      (!track.year || std::stoll(track.release_date->substr(0, 4)) != *track.year)) {
    track.release_date.reset();
  }
}

Json to_json(const Track& track, const std::string& owner_name) {
  Json loudness;
  if (track.loudness) {
    loudness = {{"integrated_lufs", track.loudness->integrated_lufs},
                {"range_lu", track.loudness->range_lu},
                {"true_peak_dbtp", track.loudness->true_peak_dbtp},
                {"gain_db", track.loudness->gain_db}};
  }
  return {{"id", track.id},
          {"title", track.title},
          {"artist", or_null(track.artist)},
          {"album", or_null(track.album)},
          {"album_artist", or_null(track.album_artist)},
          {"album_id", or_null(track.album_id)},
          {"album_type", or_null(track.album_type)},
          {"credits", credits_json(track.credits)},
          {"genre", or_null(track.genre)},
          {"genres", track.genres},
          {"tags", track.tags},
          {"bpm", or_null(track.bpm)},
          {"bpm_detected", track.bpm_detected},
          {"musical_key", or_null(track.musical_key)},
          {"camelot", track.musical_key ? Json(camelot(*track.musical_key)) : Json()},
          {"key_detected", track.key_detected},
          {"isrc", or_null(track.isrc)},
          {"licence", or_null(track.licence)},
          {"release_date", or_null(track.release_date)},
          {"mb_recording_id", or_null(track.mb_recording_id)},
          {"mb_track_id", or_null(track.mb_track_id)},
          {"mb_album_id", or_null(track.mb_album_id)},
          {"play_count", track.play_count},
          {"like_count", track.like_count},
          {"year", or_null(track.year)},
          {"track_number", or_null(track.track_number)},
          {"disc_number", or_null(track.disc_number)},
          {"duration", track.duration_ms ? Json(static_cast<double>(*track.duration_ms) / 1000) : Json()},
          {"content_type", content_type(track.format)},
          {"file_name", track.file_name},
          {"file_size", track.file_size},
          {"sample_rate", or_null(track.sample_rate)},
          {"channels", or_null(track.channels)},
          {"bit_depth", or_null(track.bit_depth)},
          {"visibility", visibility_name(track.visibility)},
          {"status", track.status},
          {"status_reason", or_null(track.status_reason)},
          {"loudness", std::move(loudness)},
          {"has_cover", track.cover_type.has_value()},
          {"owner", {{"id", track.owner_id}, {"username", owner_name}}},
          {"created_at", rfc3339(track.created_at)},
          {"updated_at", rfc3339(track.updated_at)}};
}

std::string files_prefix(std::string_view track_id) { return "library/" + std::string(track_id) + "/"; }
std::string original_key(std::string_view track_id) { return files_prefix(track_id) + "original"; }
std::string original_key(const Track& track) {
  return track.original_id ? files_prefix(track.id) + "originals/" + *track.original_id : original_key(track.id);
}
std::string cover_key(std::string_view track_id) { return files_prefix(track_id) + "cover"; }
std::string cover_key(std::string_view track_id, std::string_view cover) {
  return cover == embedded_cover ? cover_key(track_id) : cover_prefix(track_id, cover) + "picture";
}
std::string cover_prefix(std::string_view track_id, std::string_view cover) {
  return files_prefix(track_id) + "covers/" + std::string(cover) + "/";
}

}  // namespace veza::library
