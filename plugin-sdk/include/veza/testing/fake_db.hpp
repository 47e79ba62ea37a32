// veza.db/1 over an in-memory SQLite; link sqlite3.
#pragma once
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

#include "veza/db.hpp"
#include "veza/testing/fake_error.hpp"

namespace veza::testing {

class FakeDb;

// An open transaction; what other services do in it happens at its commit.
struct FakeTx {
  FakeDb* db;
  std::vector<std::function<void()>> on_commit;

  veza_tx* abi() { return reinterpret_cast<veza_tx*>(this); }
  static FakeTx& from(veza_tx* tx) { return *reinterpret_cast<FakeTx*>(tx); }
};

class FakeDb {
 public:
  FakeDb() {
    if (sqlite3_open(":memory:", &db_) != SQLITE_OK)
      throw std::runtime_error("SQLite cannot open a database in memory");
    sqlite3_exec(db_, "PRAGMA foreign_keys=ON", nullptr, nullptr, nullptr);
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.query = [](void* ctx, veza_str sql, const veza_value* params, size_t count, veza_db_row row,
                      void* self) noexcept {
      auto* db = static_cast<FakeDb*>(ctx);
      return contained([&] {
        if (db->writer_ == std::this_thread::get_id()) {
          return fail(VEZA_E_CONFLICT, "db.query inside db.write; use the transaction's query");
        }
        const std::lock_guard lock(db->mutex_);
        return db->run(sql, params, count, row, self);
      });
    };
    table_.write = [](void* ctx, veza_db_write body, void* self) noexcept {
      return contained([&] { return static_cast<FakeDb*>(ctx)->write(body, self); });
    };
    table_.tx_query = [](veza_tx* tx, veza_str sql, const veza_value* params, size_t count, veza_db_row row,
                         void* self) noexcept {
      return contained([&] { return FakeTx::from(tx).db->run(sql, params, count, row, self); });
    };
    table_.tx_execute = [](veza_tx* tx, veza_str sql, const veza_value* params, size_t count,
                           int64_t* affected) noexcept {
      return contained([&] {
        auto* db = FakeTx::from(tx).db;
        const auto status = db->run(sql, params, count, nullptr, nullptr);
        if (affected) *affected = sqlite3_changes64(db->db_);
        return status;
      });
    };
    table_.dialect = [](void*) noexcept { return detail::abi("sqlite"); };
  }
  ~FakeDb() { sqlite3_close_v2(db_); }
  FakeDb(const FakeDb&) = delete;
  FakeDb& operator=(const FakeDb&) = delete;

  const veza_db_v1* table() const { return &table_; }

  // Runs SQL text of any number of statements (a migration, a test's preparation).
  void script(const std::string& sql) {
    char* message = nullptr;
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return;
    const std::string text = message ? message : "SQLite failed";
    sqlite3_free(message);
    throw Error(VEZA_E_INTERNAL, text);
  }

  // Applies a plugin's migrations/*.sql in order, as the host does before start.
  void migrate(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::exists(folder)) return;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const auto name = entry.path().filename().string();
      if (name.ends_with(".sql") && !name.ends_with(".postgres.sql")) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      std::ostringstream text;
      text << std::ifstream(file).rdbuf();
      script(text.str());
    }
  }

  // db.write, for the test itself and the other fakes.
  veza_status write(veza_db_write body, void* self) {
    if (writer_ == std::this_thread::get_id()) return fail(VEZA_E_CONFLICT, "db.write inside db.write");
    FakeTx tx{this, {}};
    {
      const std::lock_guard lock(mutex_);
      writer_ = std::this_thread::get_id();
      script("BEGIN");
      const veza_status status = body(self, tx.abi());
      writer_ = std::thread::id();
      script(status < 0 ? "ROLLBACK" : "COMMIT");
      if (status < 0) return status;
    }
    for (const auto& then : tx.on_commit) then();
    return VEZA_OK;
  }

 private:
  struct Statement {
    sqlite3_stmt* raw = nullptr;
    ~Statement() { sqlite3_finalize(raw); }
  };

  veza_status failed() {
    const int code = sqlite3_errcode(db_) & 0xff;
    return fail(code == SQLITE_CONSTRAINT ? VEZA_E_CONFLICT : VEZA_E_INTERNAL, sqlite3_errmsg(db_));
  }

  veza_status run(veza_str sql, const veza_value* params, size_t count, veza_db_row row, void* self) {
    Statement statement;
    const char* tail = nullptr;
    if (sqlite3_prepare_v2(db_, sql.ptr, static_cast<int>(sql.len), &statement.raw, &tail) != SQLITE_OK)
      return failed();
    if (std::any_of(tail, sql.ptr + sql.len, [](char c) { return c != ' ' && c != '\n' && c != ';'; })) {
      return fail(VEZA_E_INVALID, "one statement a call");
    }
    if (static_cast<size_t>(sqlite3_bind_parameter_count(statement.raw)) != count) {
      return fail(VEZA_E_INVALID, "the statement has " + std::to_string(sqlite3_bind_parameter_count(statement.raw)) +
                                      " parameters, the call " + std::to_string(count));
    }
    for (size_t i = 0; i < count; ++i) bind(statement.raw, "$" + std::to_string(i + 1), params[i]);
    std::vector<veza_value> columns(static_cast<size_t>(sqlite3_column_count(statement.raw)));
    for (;;) {
      const int step = sqlite3_step(statement.raw);
      if (step == SQLITE_DONE) return VEZA_OK;
      if (step != SQLITE_ROW) return failed();
      for (size_t i = 0; i < columns.size(); ++i) columns[i] = column(statement.raw, static_cast<int>(i));
      if (!row) continue;
      if (const veza_status status = row(self, columns.data(), columns.size()); status < 0) return status;
    }
  }

  static void bind(sqlite3_stmt* statement, const std::string& name, const veza_value& value) {
    const int at = sqlite3_bind_parameter_index(statement, name.c_str());
    const auto size = static_cast<sqlite3_uint64>(value.as.s.len);
    switch (value.type) {
      case VEZA_INT:
        sqlite3_bind_int64(statement, at, value.as.i);
        break;
      case VEZA_REAL:
        sqlite3_bind_double(statement, at, value.as.d);
        break;
      case VEZA_TEXT:
        sqlite3_bind_text64(statement, at, size ? value.as.s.ptr : "", size, SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
      case VEZA_BLOB:
        sqlite3_bind_blob64(statement, at, value.as.s.ptr, size, SQLITE_TRANSIENT);
        break;
      default:
        sqlite3_bind_null(statement, at);
    }
  }

  static veza_value column(sqlite3_stmt* statement, int i) {
    veza_value value{};
    const auto bytes = [&] { return static_cast<size_t>(sqlite3_column_bytes(statement, i)); };
    switch (sqlite3_column_type(statement, i)) {
      case SQLITE_INTEGER:
        value.type = VEZA_INT;
        value.as.i = sqlite3_column_int64(statement, i);
        break;
      case SQLITE_FLOAT:
        value.type = VEZA_REAL;
        value.as.d = sqlite3_column_double(statement, i);
        break;
      case SQLITE_TEXT:
        value.type = VEZA_TEXT;
        value.as.s.ptr = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        value.as.s.len = bytes();
        break;
      case SQLITE_BLOB:
        value.type = VEZA_BLOB;
        value.as.s.ptr = static_cast<const char*>(sqlite3_column_blob(statement, i));
        value.as.s.len = bytes();
        break;
      default:
        value.type = VEZA_NULL;
    }
    return value;
  }

  sqlite3* db_ = nullptr;
  std::mutex mutex_;
  std::thread::id writer_;
  veza_db_v1 table_{};
};

}  // namespace veza::testing
