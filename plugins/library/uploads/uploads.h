// The tables library_uploads and library_upload_parts.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

namespace veza::library {

// More would be files of a few bytes each; the limit of a track's size divided by this is a piece of 100 kB.
inline constexpr int64_t most_parts = 10'000;
inline constexpr int64_t most_open_uploads = 1000;  // of one member

struct Upload {
  std::string id, owner_id;
  std::string state = "open";  // "open" | "done" | "refused" | "terminated"
  int64_t length = 0, received = 0, parts = 0;
  std::string metadata;
  std::optional<std::string> track_id;
  int64_t created_at = 0, expires_at = 0;  // ms since 1970

  bool is_open() const { return state == "open"; }
};

// All blobs of an upload are under its prefix, which ends with '/'.
std::string upload_prefix(std::string_view upload_id);
std::string part_key(std::string_view upload_id, std::string_view part_id);

// Reads: [worker]. The functions that take a Tx: inside its transaction.
struct Uploads {
  static std::optional<Upload> find(const Db& db, std::string_view id);
  static std::vector<Upload> owned_by(const Db& db, std::string_view user_id);
  // The ids of the parts in order.
  static std::vector<std::string> parts(const Db& db, std::string_view upload_id);

  static int64_t open_count(const Tx& tx, std::string_view user_id);
  static void insert(const Tx& tx, const Upload& upload);
  // One part more, as long as nobody else came first: the upload is open and has what `before` has. False otherwise.
  static bool extend(const Tx& tx, const Upload& before, std::string_view part_id, int64_t size, int64_t expires_at);
  // Ends it in `state`, under the same condition; its parts are forgotten.
  static bool end(const Tx& tx, const Upload& before, std::string_view state, std::optional<std::string> track_id,
                  int64_t expires_at);
  static void remove(const Tx& tx, std::string_view id);
};

}  // namespace veza::library
