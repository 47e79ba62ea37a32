#include "retag/tag_files.h"

namespace veza::library {
namespace {

constexpr std::string_view find =
    "SELECT track_id, id, state, replaces, problem, size, expires_at FROM library_tag_files WHERE track_id = $1";

TagFile read(const Row& row) {
  TagFile out;
  out.track_id = row.text(0);
  out.id = row.text(1);
  out.state = row.text(2);
  out.replaces = row.integer(3) != 0;
  out.problem = row.maybe_text(4);
  out.size = row.maybe_integer(5);
  out.expires_at = row.integer(6);
  return out;
}

}  // namespace

std::optional<TagFile> TagFiles::of(const Db& db, std::string_view track_id) {
  std::optional<TagFile> out;
  db.query(find, {track_id}, [&](const Row& row) { out = read(row); });
  return out;
}

std::optional<TagFile> TagFiles::of(const Tx& tx, std::string_view track_id) {
  std::optional<TagFile> out;
  tx.query(find, {track_id}, [&](const Row& row) { out = read(row); });
  return out;
}

void TagFiles::put(const Tx& tx, const TagFile& file) {
  remove(tx, file.track_id);
  tx.execute(
      "INSERT INTO library_tag_files (track_id, id, state, replaces, problem, size, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {file.track_id, file.id, file.state, file.replaces, file.problem, file.size, file.expires_at});
}

bool TagFiles::set(const Tx& tx, const TagFile& file) {
  return tx.execute("UPDATE library_tag_files SET state = $3, problem = $4, size = $5 WHERE track_id = $1 AND id = $2",
                    {file.track_id, file.id, file.state, file.problem, file.size}) > 0;
}

void TagFiles::remove(const Tx& tx, std::string_view track_id) {
  tx.execute("DELETE FROM library_tag_files WHERE track_id = $1", {track_id});
}

}  // namespace veza::library
