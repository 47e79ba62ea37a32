#include "store/track.h"

#include <veza/id.hpp>

namespace veza::library {
namespace {

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
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
  set(changes.genre, track.genre);
  set(changes.year, track.year);
  set(changes.track_number, track.track_number);
  set(changes.disc_number, track.disc_number);
  set(changes.is_public, track.is_public);
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
          {"genre", or_null(track.genre)},
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
          {"visibility", track.is_public ? "public" : "private"},
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
std::string cover_key(std::string_view track_id) { return files_prefix(track_id) + "cover"; }

}  // namespace veza::library
