// The database a test runs on: a SQLite file in the test's own folder, or, when VEZA_TEST_POSTGRES_URL names a server
// (tests/support/with.mjs postgres), a schema of its own there, gone afterwards.
#pragma once
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/crypto.h"
#include "data/postgres.h"
#include "data/sqlite.h"

namespace veza::data {

// "" when the tests run on SQLite.
inline std::string test_server() {
  const char* url = std::getenv("VEZA_TEST_POSTGRES_URL");
  return url ? url : "";
}
inline bool on_postgres() { return !test_server().empty(); }

class TestDatabase {
 public:
  struct Options {
    size_t sessions = 16;
    size_t cached_statements = 256;
    int acquire_timeout_ms = 5'000;
    int statement_timeout_ms = 30'000;
  };

  // `file` is where the SQLite database goes; its folder exists.
  explicit TestDatabase(std::string file) : file_(std::move(file)) {
    if (!on_postgres()) return;
    schema_ = "t_";
    for (const char c : base::sha256_hex(base::random_token(9)).substr(0, 16)) schema_ += c;
    alter("CREATE SCHEMA " + schema_);
  }
  ~TestDatabase() {
    try {
      if (on_postgres()) alter("DROP SCHEMA " + schema_ + " CASCADE");
    } catch (const std::exception&) {
      // The server goes with the test run.
    }
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // Another Database of the same data; a forked child may call it.
  base::Result<std::unique_ptr<Database>> open(const Options& options) const {
    if (!on_postgres()) return open_sqlite({.path = file_, .cached_statements = options.cached_statements});
    return open_postgres({.url = url(),
                          .sessions = options.sessions,
                          .cached_statements = options.cached_statements,
                          .acquire_timeout_ms = options.acquire_timeout_ms,
                          .statement_timeout_ms = options.statement_timeout_ms});
  }
  base::Result<std::unique_ptr<Database>> open() const { return open(Options{}); }
  // Waits until the server has noticed that other processes' sessions are gone: what a killed one had sent may still be
  // committed. `database` is the only one open here.
  static void outlive_killed(Database& database) {
    if (!on_postgres()) return;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    for (int64_t others = 1; others > 0;) {
      auto row = database.row(
          "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() "
          "AND datname = current_database()");
      if (!row) throw std::runtime_error(row.error().message);
      others = (**row)[0].integer();
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("others still use the database");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  // Of the server, with this test's schema.
  std::string url() const {
    const std::string server = test_server();
    return server + (server.find('?') == server.npos ? "?" : "&") + "options=-csearch_path%3D" + schema_;
  }

 private:
  static void alter(const std::string& sql) {
    auto database = open_postgres({.url = test_server()});
    if (!database) throw std::runtime_error(database.error().message);
    auto done = (*database)->write([&](Transaction& tx) -> base::Status {
      auto changed = tx.execute(sql);
      return changed ? base::Status() : base::fail(changed.error());
    });
    if (!done) throw std::runtime_error(done.error().message);
  }

  std::string file_;
  std::string schema_;
};

}  // namespace veza::data
