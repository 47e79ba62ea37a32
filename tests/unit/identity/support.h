// An identity over a real database of its own (support/database.h), with a clock the test moves.
#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "../../support/database.h"
#include "identity/identity.h"
#include "kv/memory_store.h"

namespace veza::identity::test {

// RFC 4648 back: only a test needs it.
std::string from_base32(const std::string& text);

class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// What was emitted, placed in the outbox or not yet: for a FROM.
inline const std::string emitted =
    "(SELECT event_type, aggregate_id, data FROM outbox UNION ALL "
    "SELECT event_type, aggregate_id, data FROM outbox_incoming) AS emitted";

inline constexpr const char* good_password = "a long enough phrase";

class World {
 public:
  // With `mail` the site sends mail: it is kept in mails().
  explicit World(IdentityConfig config = {}, bool mail = false);
  ~World();

  Identity& identity() { return *identity_; }
  Accounts& accounts() { return identity_->accounts(); }
  data::Database& db() { return *db_; }
  const base::Seal& seal() const { return seal_; }
  const std::string& dir() const { return dir_.path(); }
  void pass(int64_t milliseconds) { now_ += milliseconds; }
  int64_t now() const { return running_ ? base::now_ms() : now_.load(); }
  // From now on the clock is the real one, which goes on by itself.
  void run_clock() { running_ = true; }
  // The same data and keys opened by another process, as it were: nothing in memory is shared.
  std::unique_ptr<Identity> another();

  User add(const std::string& name, Role role = Role::user);
  SignedIn sign_in(const User& user, bool remember = false);
  // The number the query gives.
  int64_t number(const std::string& sql);
  // Every mail whose transaction was committed, oldest first.
  std::vector<mail::Message> mails() const {
    return mails_.with([](const auto& all) { return all; });
  }
  // Waits for the `count`th mail of that kind ("password_reset").
  mail::Message mail(const std::string& kind, size_t count = 1);
  // What stands behind the '#' of a mail's link.
  static std::string key(const mail::Message& mail);
  // Waits until no mail that was asked for is on its way.
  void settle();

 private:
  TempDir dir_;
  std::atomic<int64_t> now_;
  std::atomic<bool> running_{false};
  data::TestDatabase place_{dir_.path() + "/veza.db"};
  std::unique_ptr<data::Database> db_;
  std::unique_ptr<kv::MemoryStore> kv_;
  std::unique_ptr<events::Outbox> outbox_;
  std::unique_ptr<jobs::Queue> queue_;
  const bool mail_;
  base::Guarded<std::vector<mail::Message>> mails_;
  base::Seal seal_;
  observe::Audit audit_{[this] { return now(); }};
  IdentityConfig config_;
  std::unique_ptr<Identity> identity_;
};

}  // namespace veza::identity::test
