// The table library_tag_files: the copy of a track's file with the tags that the track has here.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <veza/db.hpp>

namespace veza::library {

inline constexpr int64_t tag_file_lifetime_ms = int64_t{24} * 3600 * 1000;

struct TagFile {
  std::string track_id, id;
  std::string state = "pending";  // "pending" | "ready" | "replaced" | "failed"
  bool replaces = false;          // takes the place of the track's own file
  std::optional<std::string> problem;
  std::optional<int64_t> size;
  int64_t expires_at = 0;  // ms since 1970

  std::string key() const { return "library/" + track_id + "/tagged/" + id; }
};

class TagFiles {
 public:
  static std::optional<TagFile> of(const Db& db, std::string_view track_id);  // [worker]
  static std::optional<TagFile> of(const Tx& tx, std::string_view track_id);
  // Instead of the one that was there.
  static void put(const Tx& tx, const TagFile& file);
  // Writes state, problem and size. False when it is no longer the track's.
  static bool set(const Tx& tx, const TagFile& file);
  static void remove(const Tx& tx, std::string_view track_id);
};

}  // namespace veza::library
