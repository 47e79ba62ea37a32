#include "identity/key_table.h"

#include "base/crypto.h"

namespace veza::identity {

base::Result<std::vector<StoredKey>> stored_keys(data::Session& session, std::string_view name) {
  std::vector<StoredKey> keys;
  auto read = session.query("SELECT serial, secret, created_at FROM identity_keys WHERE name = $1 ORDER BY serial DESC",
                            {name}, [&](const data::RowView& row) -> base::Status {
                              keys.push_back({row[0].integer(), row[1].string(), row[2].integer()});
                              return {};
                            });
  if (!read) return base::fail_while("reading the key " + std::string(name), read.error());
  return keys;
}

base::Status store_key(data::Database& db, std::string_view name, const StoredKey& key) {
  auto stored = db.write([&](data::Transaction& tx) -> base::Status {
    auto added = tx.execute(
        "INSERT INTO identity_keys (name, serial, secret, created_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (name, serial) DO NOTHING",
        {name, key.serial, key.secret, key.created_ms});
    if (!added) return base::fail(added.error());
    return {};
  });
  if (!stored) return base::fail_while("storing the key " + std::string(name), stored.error());
  return {};
}

base::Result<std::string> load_or_create_secret(data::Database& db, std::string_view name, const base::Clock& clock) {
  auto keys = stored_keys(db, name);
  if (keys && keys->empty()) {
    if (auto stored = store_key(db, name, {1, base::random_token(32), clock()}); !stored)
      return base::fail(stored.error());
    keys = stored_keys(db, name);
  }
  if (!keys) return base::fail(keys.error());
  auto key = keys->empty() ? std::nullopt : base::base64url_decode(keys->front().secret);
  if (!key || key->size() != 32) {
    return base::fail(base::Code::internal, "the key " + std::string(name) +
                                                " in the table identity_keys is not 32 bytes as base64url; restore it "
                                                "from a backup, or delete the row to have a new one made");
  }
  return std::move(*key);
}

}  // namespace veza::identity
