// The fields of a track that people may set: what a value must be, and how a JSON object or a form names them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <veza/error.hpp>
#include <veza/json.hpp>

namespace veza::library {

using Problems = std::vector<HttpError::Field>;

// An empty outer optional leaves the field alone, an empty inner one clears it.
struct Changes {
  std::optional<std::string> title;
  std::optional<std::optional<std::string>> artist, album, album_artist, genre;
  std::optional<std::optional<int64_t>> year, track_number, disc_number;
  std::optional<bool> is_public;
};

inline constexpr size_t max_title = 200;
inline constexpr size_t max_name = 200;  // artist, album, album artist
inline constexpr size_t max_genre = 60;

// Reads the members of `object`; every member that is unknown or wrong adds to `problems`, and the others are still
// read. Text is stored without spaces at its ends; empty text clears a field, and is wrong for a title.
//   title, artist, album, album_artist, genre   text or null (title: text)
//   year 1–9999, track_number 1–9999, disc_number 1–999   integer or null
//   visibility   "public" or "private"
Changes parse_changes(const Json& object, Problems& problems);

}  // namespace veza::library
