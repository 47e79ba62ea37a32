// The table library_lyrics.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include <veza/db.hpp>

namespace veza::library {

struct Lyrics {
  std::map<std::string, std::string> plain, synced;  // by language (BCP 47, or empty); synced: LRC
};

Lyrics lyrics_of(const Db& db, std::string_view track_id);  // [worker]
// Instead of what was there.
void write_lyrics(const Tx& tx, std::string_view track_id, const Lyrics& lyrics);

}  // namespace veza::library
