// What search knows of a thing: plain values, and the words they become.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace veza::library {

struct Document {
  std::string kind;                       // "track" | "artist" | "album" | "playlist"
  std::string id;                         // of the thing itself
  std::string title;                      // as it is shown
  std::string subtitle;                   // shown below: a track's artists
  std::string other;                      // more text it is found by: album, tags, credits
  bool listed = true;                     // everybody finds it; otherwise only `readers`
  std::vector<std::string> readers = {};  // ids of users
  std::vector<std::string> genres = {};   // as shown; the first one is counted in facets
  std::optional<std::string> musical_key = {};
  std::optional<int64_t> bpm = {}, year = {};
  int64_t plays = 0;
  int64_t created_at = 0;  // ms since 1970
};

// Marks are words that nobody can type: what filters ask for.
std::string everything_mark();  // every document has it
std::string kind_mark(std::string_view kind);
std::string genre_mark(std::string_view genre);
std::string key_mark(std::string_view musical_key);
// What not everybody finds has it.
std::string hidden_mark();
std::string reader_mark(std::string_view user_id);
// Those that a number has (itself, its ten, its hundred), and the fewest that hold exactly the numbers from `first` to
// `last` (0–9999).
enum class Number { bpm, year };
std::vector<std::string> number_marks(Number what, int64_t value);
std::vector<std::string> range_marks(Number what, int64_t first, int64_t last);

// All marks of a document with a space between them.
std::string marks_of(const Document& document);

}  // namespace veza::library
