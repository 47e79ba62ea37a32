#include "store/lyrics.h"

namespace veza::library {

Lyrics lyrics_of(const Db& db, std::string_view track_id) {
  Lyrics out;
  db.query("SELECT kind, language, body FROM library_lyrics WHERE track_id = $1", {track_id}, [&](const Row& row) {
    auto& kind = row.view(0) == "synced" ? out.synced : out.plain;
    kind[row.text(1)] = row.text(2);
  });
  return out;
}

void write_lyrics(const Tx& tx, std::string_view track_id, const Lyrics& lyrics) {
  tx.execute("DELETE FROM library_lyrics WHERE track_id = $1", {track_id});
  const auto write = [&](const char* kind, const std::map<std::string, std::string>& texts) {
    for (const auto& [language, body] : texts) {
      tx.execute("INSERT INTO library_lyrics (track_id, kind, language, body) VALUES ($1, $2, $3, $4)",
                 {track_id, kind, language, body});
    }
  };
  write("plain", lyrics.plain);
  write("synced", lyrics.synced);
}

}  // namespace veza::library
