#include "support.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>

#include "identity/key_table.h"
#include "identity/migrations.h"

namespace veza::identity::test {

namespace {

// Making an RSA key takes long, so the first world's serves all others of this program too.
void lend_key(data::Database& db) {
  static std::optional<StoredKey> lent;
  if (!lent) {
    BOOST_REQUIRE(SigningKeys::open(db, base::now_ms, 1));
    lent = stored_keys(db, "access").value().front();
    return;
  }
  BOOST_REQUIRE(store_key(db, "access", *lent));
}

}  // namespace

TempDir::TempDir() {
  path_ = (std::filesystem::temp_directory_path() / "veza-identity-XXXXXX").string();
  BOOST_REQUIRE(mkdtemp(path_.data()) != nullptr);
}
TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

World::World(IdentityConfig config) : now_(base::now_ms()), config_(std::move(config)) {
  auto db = place_.open();
  BOOST_REQUIRE_MESSAGE(db, (db ? "" : db.error().message));
  db_ = std::move(*db);
  const auto migrated = data::migrate(
      *db_, {events::migrations(db_->dialect()), observe::audit_migrations(db_->dialect()), migrations()});
  BOOST_REQUIRE_MESSAGE(migrated, (migrated ? "" : migrated.error().message));
  kv_ = kv::make_memory_store({.clock = [this] { return now_.load(); }});
  outbox_ = std::make_unique<events::Outbox>(*db_, events::OutboxOptions{}, base::Log());
  config_.hash_cost = {64, 1};
  if (config_.url.empty()) config_.url = "http://music.example";
  lend_key(*db_);
  identity_ = another();
}

World::~World() {
  identity_.reset();
  outbox_.reset();
}

std::unique_ptr<Identity> World::another() {
  auto made =
      Identity::create(config_, {*db_, *kv_, *outbox_, seal_, audit_, base::Log(), [this] { return now_.load(); }});
  BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().message));
  return std::move(*made);
}

User World::add(const std::string& name, Role role) {
  auto user = accounts().add({name, name + "@example.org", good_password}, role, true);
  BOOST_REQUIRE_MESSAGE(user, (user ? "" : user.error().message));
  return *user;
}

SignedIn World::sign_in(const User& user, bool remember) {
  auto session = accounts().start_session(user, {"192.0.2.7", "Test/1.0", ""}, remember);
  BOOST_REQUIRE_MESSAGE(session, (session ? "" : session.error().message));
  return *session;
}

int64_t World::number(const std::string& sql) {
  const auto row = db_->row(sql);
  BOOST_REQUIRE(row && *row);
  return (**row)[0].integer();
}

}  // namespace veza::identity::test
