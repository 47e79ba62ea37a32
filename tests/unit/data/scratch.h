// A folder that goes with the test, and a database in it.
#pragma once
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "base/crypto.h"
#include "data/sqlite.h"

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

struct ScratchDatabase : Scratch {
  ScratchDatabase() : database(must(open_sqlite({.path = file("test.db")}))) {}
  void script(std::string_view sql) {
    must(database->write([&](Transaction& tx) { return tx.script(sql); }));
  }
  int64_t count(std::string_view table) {
    return (*must(database->row("SELECT count(*) FROM " + std::string(table))))[0].integer();
  }
  std::unique_ptr<Database> database;
};

// An execute whose count does not matter.
inline base::Status run(Transaction& tx, std::string_view sql, Params params = {}) {
  auto changed = tx.execute(sql, params);
  if (!changed) return base::fail(changed.error());
  return {};
}

}  // namespace veza::data
