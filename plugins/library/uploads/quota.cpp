#include "uploads/quota.h"

#include <algorithm>

namespace veza::library {
namespace {

constexpr std::string_view sums =
    "SELECT (SELECT CAST(COALESCE(SUM(file_size), 0) AS BIGINT) FROM library_tracks "
    "WHERE owner_id = $1 AND source_path IS NULL), "
    "(SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM library_uploads WHERE owner_id = $1 AND state = 'open')";

Response quota(const Services& services, const Request& request) {
  const Storage storage = storage_of(services, request.principal().user_id());
  const auto limit = static_cast<int64_t>(services.storage_quota);
  return Response::ok({{"limit", limit > 0 ? Json(limit) : Json()},
                       {"file_limit", services.upload_limit},
                       {"used", storage.used()},
                       {"stored", storage.stored},
                       {"on_their_way", storage.on_their_way},
                       {"left", limit > 0 ? Json(std::max<int64_t>(0, limit - storage.used())) : Json()}})
      .header("Cache-Control", "no-store");
}

}  // namespace

Storage storage_of(const Services& services, std::string_view owner_id) {
  Storage storage;
  services.db.query(sums, {owner_id}, [&](const Row& row) { storage = {row.integer(0), row.integer(1)}; });
  return storage;
}

void claim_storage(const Services& services, const Tx& tx, std::string_view owner_id, int64_t bytes) {
  if (services.storage_quota == 0) return;
  // Whoever changes this row is waited for; the sums are taken after that.
  tx.execute(
      "INSERT INTO library_storage_claims (owner_id, claims) VALUES ($1, 1) "
      "ON CONFLICT (owner_id) DO UPDATE SET claims = library_storage_claims.claims + 1",
      {owner_id});
  Storage storage;
  tx.query(sums, {owner_id}, [&](const Row& row) { storage = {row.integer(0), row.integer(1)}; });
  const auto limit = static_cast<int64_t>(services.storage_quota);
  if (bytes <= limit - storage.used()) return;
  throw HttpError(413, "quota_exceeded",
                  "There is no room for this file: " + std::to_string(storage.used()) + " of your " +
                      std::to_string(limit) + " bytes are taken. Remove tracks or unfinished uploads first.",
                  {{"file", "is larger than what is left"}});
}

void add_quota_route(Services& services) {
  RouteOptions options;
  options.permission = "track:create";
  services.http.get(
      "/api/v1/me/quota", [&](const Request& request) { return quota(services, request); }, options);
}

}  // namespace veza::library
