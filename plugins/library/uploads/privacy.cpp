#include "uploads/privacy.h"

#include <veza/id.hpp>

#include "uploads/announced.h"
#include "uploads/upload_jobs.h"
#include "uploads/uploads.h"

namespace veza::library {

namespace {
constexpr int64_t at_once = 100;
}

void write_uploads(const Services& services, std::string_view user_id, const Export& out) {
  Json uploads = Json::array();
  for (const auto& upload : Uploads::owned_by(services.db, user_id)) {
    uploads.push_back({{"id", upload.id},
                       {"state", upload.state},
                       {"length", upload.length},
                       {"received", upload.received},
                       {"metadata", upload.metadata},
                       {"created_at", rfc3339(upload.created_at)}});
    // What came of it is theirs, though it is no file yet.
    const auto parts = Uploads::parts(services.db, upload.id);
    for (size_t i = 0; i < parts.size(); ++i) {
      out.blob("uploads/" + upload.id + "/" + std::to_string(i + 1), part_key(upload.id, parts[i]));
    }
  }
  out.json("uploads.json", uploads);
}

bool erase_uploads(const Services& services, const Tx& tx, std::string_view user_id) {
  std::vector<std::string> ids;
  tx.query("SELECT id FROM library_uploads WHERE owner_id = $1 ORDER BY id LIMIT $2", {user_id, at_once},
           [&](const Row& row) { ids.push_back(row.text(0)); });
  for (const auto& id : ids) {
    Uploads::remove(tx, id);
    services.jobs.enqueue(tx, remove_upload_job(id, ""));
  }
  tx.execute("DELETE FROM library_storage_claims WHERE owner_id = $1", {user_id});
  return static_cast<int64_t>(ids.size()) == at_once;
}

}  // namespace veza::library
