// A folder that goes with the test, and a database in it, or in a schema that goes with the test.
#pragma once
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "../../support/database.h"
#include "base/crypto.h"

namespace veza::data {

struct Scratch {
  Scratch() { std::filesystem::create_directories(folder); }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  std::string file(const std::string& name) const { return folder + "/" + name; }
  std::string folder = std::filesystem::temp_directory_path().string() + "/veza-data-" + base::random_token(9);
};

// What a Result holds, or a failed test with the error's text.
template <class T>
T must(base::Result<T> result) {
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  return std::move(*result);
}
inline void must(base::Status status) { BOOST_REQUIRE_MESSAGE(status, status.error().message); }

// `on_sqlite` where the engines' words differ.
inline const char* either(const char* on_sqlite, const char* on_server) {
  return on_postgres() ? on_server : on_sqlite;
}

struct ScratchDatabase : Scratch {
  ScratchDatabase() : database(must(place.open())) {}
  void script(std::string_view sql) {
    must(database->write([&](Transaction& tx) { return tx.script(sql); }));
  }
  int64_t count(std::string_view table) {
    return (*must(database->row("SELECT count(*) FROM " + std::string(table))))[0].integer();
  }
  // Opened anew with other options.
  void reopen(const TestDatabase::Options& options) {
    database.reset();
    database = must(place.open(options));
  }
  TestDatabase place{file("test.db")};
  std::unique_ptr<Database> database;
};

// An execute whose count does not matter.
inline base::Status run(Transaction& tx, std::string_view sql, Params params = {}) {
  auto changed = tx.execute(sql, params);
  if (!changed) return base::fail(changed.error());
  return {};
}

}  // namespace veza::data
