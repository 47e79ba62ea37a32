// The fields of a track that people may set: what a value must be, and how a JSON object or a form names them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <veza/error.hpp>
#include <veza/json.hpp>

#include "rules/credits.h"
#include "rules/visibility.h"

namespace veza::library {

using Problems = std::vector<HttpError::Field>;

// An empty outer optional leaves the field alone, an empty inner one clears it.
struct Changes {
  using Text = std::optional<std::optional<std::string>>;
  using Number = std::optional<std::optional<int64_t>>;
  using Names = std::optional<std::vector<std::string>>;

  std::optional<std::string> title;
  Text artist, album, album_artist, album_type, genre;
  Number year, track_number, disc_number;
  std::optional<Visibility> visibility;
  std::optional<Credits> credits;
  Names genres, tags;
  std::optional<std::optional<double>> bpm;
  Text musical_key, isrc, licence, release_date, mb_recording_id, mb_track_id, mb_album_id;

  // Nothing in it.
  bool empty() const;
};

inline constexpr size_t max_title = 200;
inline constexpr size_t max_name = 200;  // artist, album, album artist
inline constexpr size_t max_genre = 60;  // and a tag
inline constexpr size_t max_genres = 16, max_tags = 32;
inline constexpr size_t max_licence = 200;

// Reads the members of `object`; every member that is unknown or wrong adds to `problems`, and the others are still
// read. Text is stored without spaces at its ends; empty text clears a field, and is wrong for a title.
//   title, artist, album, album_artist, genre, licence   text or null (title: text)
//   album_type, musical_key, isrc, release_date, mb_…_id  text of rules/music.h or null
//   year 1–9999, track_number 1–9999, disc_number 1–999   integer or null
//   bpm                  number from 20 to 999, or null
//   visibility           "public", "unlisted" or "private"
//   genres, tags         lists of text; each once, whatever its case
//   credits              list of {"role", "name", "mbid"?}
Changes parse_changes(const Json& object, Problems& problems);

}  // namespace veza::library
