#include "uploads/uploads.h"

namespace veza::library {
namespace {

constexpr std::string_view select =
    "SELECT id, owner_id, state, length, received, parts, metadata, track_id, created_at, expires_at "
    "FROM library_uploads ";

Upload read(const Row& row) {
  Upload upload;
  upload.id = row.text(0);
  upload.owner_id = row.text(1);
  upload.state = row.text(2);
  upload.length = row.integer(3);
  upload.received = row.integer(4);
  upload.parts = row.integer(5);
  upload.metadata = row.text(6);
  upload.track_id = row.maybe_text(7);
  upload.created_at = row.integer(8);
  upload.expires_at = row.integer(9);
  return upload;
}

}  // namespace

std::string upload_prefix(std::string_view upload_id) { return "library/uploads/" + std::string(upload_id) + "/"; }

std::string part_key(std::string_view upload_id, std::string_view part_id) {
  return upload_prefix(upload_id) + std::string(part_id);
}

std::optional<Upload> Uploads::find(const Db& db, std::string_view id) {
  std::optional<Upload> found;
  db.query(std::string(select) + "WHERE id = $1", {id}, [&](const Row& row) { found = read(row); });
  return found;
}

std::vector<Upload> Uploads::owned_by(const Db& db, std::string_view user_id) {
  std::vector<Upload> found;
  db.query(std::string(select) + "WHERE owner_id = $1 ORDER BY id", {user_id},
           [&](const Row& row) { found.push_back(read(row)); });
  return found;
}

std::vector<std::string> Uploads::parts(const Db& db, std::string_view upload_id) {
  std::vector<std::string> ids;
  db.query("SELECT id FROM library_upload_parts WHERE upload_id = $1 ORDER BY begins_at", {upload_id},
           [&](const Row& row) { ids.push_back(row.text(0)); });
  return ids;
}

int64_t Uploads::open_count(const Tx& tx, std::string_view user_id) {
  int64_t count = 0;
  tx.query("SELECT COUNT(*) FROM library_uploads WHERE owner_id = $1 AND state = 'open'", {user_id},
           [&](const Row& row) { count = row.integer(0); });
  return count;
}

void Uploads::insert(const Tx& tx, const Upload& upload) {
  tx.execute(
      "INSERT INTO library_uploads (id, owner_id, state, length, received, parts, metadata, track_id, created_at, "
      "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {upload.id, upload.owner_id, upload.state, upload.length, upload.received, upload.parts, upload.metadata,
       upload.track_id, upload.created_at, upload.expires_at});
}

bool Uploads::extend(const Tx& tx, const Upload& before, std::string_view part_id, int64_t size, int64_t expires_at) {
  const int64_t changed = tx.execute(
      "UPDATE library_uploads SET received = received + $1, parts = parts + 1, expires_at = $2 "
      "WHERE id = $3 AND state = 'open' AND received = $4",
      {size, expires_at, before.id, before.received});
  if (changed == 0) return false;
  tx.execute("INSERT INTO library_upload_parts (upload_id, begins_at, id) VALUES ($1, $2, $3)",
             {before.id, before.received, part_id});
  return true;
}

bool Uploads::end(const Tx& tx, const Upload& before, std::string_view state, std::optional<std::string> track_id,
                  int64_t expires_at) {
  const int64_t changed = tx.execute(
      "UPDATE library_uploads SET state = $1, track_id = $2, expires_at = $3, "
      "received = CASE WHEN $2 IS NULL THEN received ELSE length END "
      "WHERE id = $4 AND state = 'open' AND received = $5",
      {state, track_id, expires_at, before.id, before.received});
  if (changed == 0) return false;
  tx.execute("DELETE FROM library_upload_parts WHERE upload_id = $1", {before.id});
  return true;
}

void Uploads::remove(const Tx& tx, std::string_view id) {
  tx.execute("DELETE FROM library_upload_parts WHERE upload_id = $1", {id});
  tx.execute("DELETE FROM library_uploads WHERE id = $1", {id});
}

}  // namespace veza::library
