#include "data/sqlite.h"

#include <fcntl.h>

#include <cerrno>

#include "base/file.h"
#include "base/guarded.h"
#include "data/contained.h"
#include "data/sqlite_snapshot.h"
#include "data/sqlite_writer.h"

namespace veza::data {
namespace {

using base::Code;

class SqliteDatabase : public Database {
 public:
  SqliteDatabase(SqliteOptions options, std::unique_ptr<SqliteSession> writer)
      : options_(std::move(options)), writer_(std::move(writer), options_.group_size) {}

  base::Status query(std::string_view sql, Params params, const RowCallback& each) override {
    if (writer_.on_writer_thread()) {
      return base::fail(Code::internal, "a query was made beside an open write: ask the transaction");
    }
    auto reader = take_reader();
    if (!reader) return base::fail(reader.error());
    const Lease lease{*this, std::move(*reader)};
    ++queries_;
    bool ignored = false;
    return lease.session->query(sql, params, each, ignored);
  }

  base::Status write(const WriteBody& body) override { return writer_.write(body); }

  base::Status snapshot(const SnapshotBody& body) override {
    if (writer_.on_writer_thread()) {
      return base::fail(Code::internal, "a snapshot was taken inside a write: take it outside");
    }
    auto reader = take_reader();
    if (!reader) return base::fail(reader.error());
    const Lease lease{*this, std::move(*reader)};
    SqliteSnapshot snapshot(*lease.session);
    if (auto begun = snapshot.begin(); !begun) return base::fail_while("taking a snapshot", begun.error());
    return contained([&] { return body(snapshot); });
  }

  Dialect dialect() const override { return Dialect::sqlite; }
  base::Status ping() override { return query("SELECT 1", {}, nullptr); }
  std::string describe() const override {
    return std::string("SQLite ") + sqlite3_libversion() + " at " + options_.path;
  }
  DatabaseStats stats() const override {
    return {writer_.writes(), writer_.failed_writes(), writer_.commits(), queries_};
  }

 private:
  // Gives the session back, also when a callback throws.
  struct Lease {
    SqliteDatabase& to;
    std::unique_ptr<SqliteSession> session;
    ~Lease() { to.give_back(std::move(session)); }
  };

  // Never waits for a session: a row callback that queries again would wait for itself.
  base::Result<std::unique_ptr<SqliteSession>> take_reader() {
    auto idle = idle_.with([](auto& sessions) {
      std::unique_ptr<SqliteSession> session;
      if (!sessions.empty()) {
        session = std::move(sessions.back());
        sessions.pop_back();
      }
      return session;
    });
    if (idle) return idle;
    return SqliteSession::open(options_, SqliteSession::Role::reader);
  }
  void give_back(std::unique_ptr<SqliteSession> session) {
    if (session->in_transaction()) return;
    idle_.with([&](auto& sessions) {
      if (sessions.size() < options_.idle_readers) sessions.push_back(std::move(session));
    });
  }

  SqliteOptions options_;
  std::atomic<uint64_t> queries_{0};
  SqliteWriter writer_;
  base::Guarded<std::vector<std::unique_ptr<SqliteSession>>> idle_;
};

// Made here rather than by SQLite, for its mode; the WAL files take theirs from it. Never opened when it exists, and
// closed again before SQLite opens it: closing a descriptor of a database drops every lock this process holds on it,
// and the next process to come by would take itself for the last and remove the WAL
// (sqlite.org/howtocorrupt.html, 2.2).
base::Status make_file(const std::string& path) {
  const base::Fd made(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (made || errno == EEXIST) return {};
  auto error = base::errno_error("cannot make the database " + path, errno);
  error.code = Code::unavailable;
  return base::fail(error);
}

}  // namespace

base::Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options) {
  if (auto made = make_file(options.path); !made) return base::fail(made.error());
  auto writer = SqliteSession::open(options, SqliteSession::Role::writer);
  if (!writer) return base::fail(writer.error());
  // The schema is read at the first statement: a file that is no database shows here.
  bool ignored = false;
  if (auto read = (*writer)->query("SELECT count(*) FROM sqlite_schema", {}, nullptr, ignored); !read) {
    return base::fail_while("opening the database " + options.path, read.error());
  }
  return std::make_unique<SqliteDatabase>(options, std::move(*writer));
}

}  // namespace veza::data
