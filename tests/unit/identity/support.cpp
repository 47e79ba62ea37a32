#include "support.h"

#include "privacy/privacy.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "identity/key_table.h"
#include "identity/migrations.h"
#include "mail/letters.h"

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

std::string from_base32(const std::string& text) {
  std::string out;
  uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    bits = (bits << 5) | static_cast<uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
    if (held += 5; held >= 8) out += static_cast<char>(bits >> (held -= 8));
  }
  return out;
}

TempDir::TempDir() {
  path_ = (std::filesystem::temp_directory_path() / "veza-identity-XXXXXX").string();
  BOOST_REQUIRE(mkdtemp(path_.data()) != nullptr);
}
TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

World::World(IdentityConfig config, bool mail) : now_(base::now_ms()), mail_(mail), config_(std::move(config)) {
  auto db = place_.open();
  BOOST_REQUIRE_MESSAGE(db, (db ? "" : db.error().message));
  db_ = std::move(*db);
  const auto migrated =
      data::migrate(*db_, {jobs::migrations(), mail::migrations(), events::migrations(db_->dialect()),
                           observe::audit_migrations(db_->dialect()), privacy::migrations(), migrations()});
  BOOST_REQUIRE_MESSAGE(migrated, (migrated ? "" : migrated.error().message));
  kv_ = kv::make_memory_store({.clock = [this] { return now(); }});
  outbox_ = std::make_unique<events::Outbox>(*db_, events::OutboxOptions{}, base::Log());
  config_.hash_cost = {64, 1};
  if (config_.url.empty()) config_.url = "http://music.example";
  lend_key(*db_);
  if (mail_)
    queue_ = std::make_unique<jobs::Queue>(*db_, jobs::QueueOptions{.clock = [this] { return now(); }}, base::Log());
  identity_ = another();
  if (queue_) BOOST_REQUIRE(queue_->start());
}

World::~World() {
  if (queue_) queue_->stop(60'000);
  identity_.reset();
  queue_.reset();
  outbox_.reset();
}

std::unique_ptr<Identity> World::another() {
  IdentityParts parts{*db_, *kv_, *outbox_, seal_, audit_, base::Log(), [this] { return now(); }};
  if (mail_) {
    // The queue's handlers are the first one's.
    if (!identity_) parts.queue = queue_.get();
    parts.site_url = [] { return std::string("https://music.example"); };
    parts.mail = [this](data::Transaction& tx, const mail::Message& message) -> base::Status {
      if (auto sound = mail::check(message); !sound) return sound;
      tx.on_commit([this, message] { mails_.with([&](auto& all) { all.push_back(message); }); });
      return {};
    };
  }
  auto made = Identity::create(config_, std::move(parts));
  BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().message));
  return std::move(*made);
}

mail::Message World::mail(const std::string& kind, size_t count) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  for (;;) {
    size_t seen = 0;
    for (const auto& message : mails())
      if (message.kind == "identity." + kind && ++seen == count) return message;
    BOOST_REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, "no mail " + kind);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::string World::key(const mail::Message& mail) {
  const size_t at = mail.text.find('#');
  BOOST_REQUIRE(at != std::string::npos);
  return mail.text.substr(at + 1, mail.text.find('\n', at) - at - 1);
}

void World::settle() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (number("SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running')") > 0) {
    BOOST_REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

User World::add(const std::string& name, Role role) {
  auto user = accounts().add({name, name + "@example.org", good_password}, role, true);
  BOOST_REQUIRE_MESSAGE(user, (user ? "" : user.error().message));
  return *user;
}

SignedIn World::sign_in(const User& user, bool remember) {
  auto session = accounts().start_session(user, {"192.0.2.7", "Test/1.0", ""}, remember, {SignInMethod::password});
  BOOST_REQUIRE_MESSAGE(session, (session ? "" : session.error().message));
  return *session;
}

int64_t World::number(const std::string& sql) {
  const auto row = db_->row(sql);
  BOOST_REQUIRE(row && *row);
  return (**row)[0].integer();
}

}  // namespace veza::identity::test
