#include "data/postgres.h"

#include <atomic>
#include <thread>

#include "data/backoff.h"
#include "data/postgres_address.h"
#include "data/postgres_pool.h"
#include "data/postgres_transaction.h"

namespace veza::data {
namespace {

using base::Code;

constexpr int most_tries = 10;
constexpr Backoff between_tries{4, 250};

// The write bodies this thread is inside of, innermost first; each lives on its stack.
struct Writing {
  const void* database;
  const Writing* outer;
};
thread_local const Writing* innermost_write = nullptr;

bool inside_write_of(const void* database) {
  for (const auto* writing = innermost_write; writing; writing = writing->outer) {
    if (writing->database == database) return true;
  }
  return false;
}

class InsideWrite {
 public:
  explicit InsideWrite(const void* database) : writing_{database, innermost_write} { innermost_write = &writing_; }
  ~InsideWrite() { innermost_write = writing_.outer; }
  InsideWrite(const InsideWrite&) = delete;
  InsideWrite& operator=(const InsideWrite&) = delete;

 private:
  Writing writing_;
};

class PostgresDatabase : public Database {
 public:
  PostgresDatabase(const PostgresOptions& options, std::unique_ptr<PostgresSession> first)
      : description_(describe(first->get())), pool_(options) {
    pool_.add(std::move(first));
  }

  base::Status query(std::string_view sql, Params params, const RowCallback& each) override {
    if (inside_write_of(this)) {
      return base::fail(Code::internal, "a query was made beside an open write: ask the transaction");
    }
    ++queries_;
    const auto rows = read(sql, params);
    if (!rows) return base::fail(rows.error());
    return rows->each(each);
  }

  base::Status write(const WriteBody& body) override {
    if (inside_write_of(this)) {
      return base::fail(Code::internal, "a write was begun inside another write: use the transaction that is open");
    }
    auto status = tried(body);
    ++(status ? writes_ : failed_writes_);
    return status;
  }

  base::Status snapshot(const SnapshotBody& body) override {
    if (inside_write_of(this)) {
      return base::fail(Code::internal, "a snapshot was taken inside a write: take it outside");
    }
    const auto session = pool_.take();
    if (!session) return base::fail(session.error());
    return PostgresTransaction(**session).run_snapshot(body);
  }

  Dialect dialect() const override { return Dialect::postgresql; }
  base::Status ping() override { return query("SELECT 1", {}, nullptr); }
  std::string describe() const override { return description_; }
  DatabaseStats stats() const override { return {writes_, failed_writes_, writes_, queries_}; }

 private:
  static std::string describe(PGconn* connection) {
    const char* version = PQparameterStatus(connection, "server_version");
    const std::string_view text = version ? version : "?";
    return "PostgreSQL " + std::string(text.substr(0, text.find(' '))) + " at " + place_of(connection);
  }

  // The session is back before the first row is looked at.
  base::Result<PostgresRows> read(std::string_view sql, Params params) {
    for (bool retried = false;; retried = true) {
      const auto session = pool_.take();
      if (!session) return base::fail(session.error());
      auto rows = (*session)->run(sql, params);
      if (rows || retried || (*session)->again() != Again::broken) return rows;
    }
  }

  // Runs the body until its transaction meets no other's.
  base::Status tried(const WriteBody& body) {
    bool reconnected = false;
    for (int tries = 1;; ++tries) {
      Again again = Again::no;
      auto status = once(body, again);
      if (status || again == Again::no) return status;
      if (again == Again::broken && std::exchange(reconnected, true)) return status;
      if (tries == most_tries) {
        return base::fail(Code::unavailable, "a write met others' on each of " + std::to_string(most_tries) +
                                                 " tries: " + status.error().message);
      }
      if (again == Again::conflict) {
        std::this_thread::sleep_for(std::chrono::milliseconds(retry_delay_ms(between_tries, tries)));
      }
    }
  }

  base::Status once(const WriteBody& body, Again& again) {
    std::vector<std::function<void()>> hooks;
    {
      const auto session = pool_.take();
      if (!session) return base::fail(session.error());
      PostgresTransaction transaction(**session);
      const InsideWrite inside(this);
      auto status = transaction.run(body);
      again = transaction.again();
      if (!status) return status;
      hooks = transaction.take_hooks();
    }
    for (const auto& hook : hooks) hook();
    return {};
  }

  std::string description_;
  PostgresPool pool_;
  std::atomic<uint64_t> writes_{0};
  std::atomic<uint64_t> failed_writes_{0};
  std::atomic<uint64_t> queries_{0};
};

}  // namespace

base::Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options) {
  auto first = PostgresSession::open(options);
  if (!first) return base::fail(first.error());
  return std::make_unique<PostgresDatabase>(options, std::move(*first));
}

}  // namespace veza::data
