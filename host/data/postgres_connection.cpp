#include "data/postgres_connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include "data/postgres_address.h"

namespace veza::data {
namespace {

using base::Code;
using SteadyClock = std::chrono::steady_clock;

// What the server has beyond the statement timeout to say that it ended the statement.
constexpr int slack_ms = 5'000;
constexpr int oldest_version = 150'000;

void ignore_notice(void*, const PGresult*) {}

// Drives the connection to its end, good or bad, until the deadline; false when that came first.
bool finish_connecting(PGconn* connection, SteadyClock::time_point deadline) {
  auto wants = PGRES_POLLING_WRITING;
  while (wants != PGRES_POLLING_OK && wants != PGRES_POLLING_FAILED) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    pollfd socket{PQsocket(connection), static_cast<short>(wants == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
    const int ready = left > 0 ? ::poll(&socket, 1, static_cast<int>(left)) : 0;
    if (ready == 0) return false;
    if (ready < 0 && errno == EINTR) continue;
    wants = PQconnectPoll(connection);
  }
  return true;
}

}  // namespace

base::Result<PostgresConnection> PostgresConnection::open(const PostgresOptions& options) {
  if (auto status = check_address(options.url); !status) return base::fail(status.error());
  // Later ones win: what stands before dbname are defaults the address may change.
  const std::array keys = {
      "application_name", "keepalives_idle", "keepalives_interval", "keepalives_count",
      "tcp_user_timeout", "dbname",          "client_encoding",     static_cast<const char*>(nullptr)};
  const std::array values = {
      "veza", "30", "10", "3", "30000", options.url.c_str(), "UTF8", static_cast<const char*>(nullptr)};
  const auto deadline = SteadyClock::now() + std::chrono::milliseconds(options.connect_timeout_ms);
  PostgresConnection made(PQconnectStartParams(keys.data(), values.data(), 1));
  if (!made.get()) return base::fail(Code::unavailable, "there is no memory for a connection to PostgreSQL");
  PQsetNoticeReceiver(made.get(), &ignore_notice, nullptr);
  PQsetErrorVerbosity(made.get(), PQERRORS_VERBOSE);
  if (made.broken() && PQstatus(made.get()) == CONNECTION_BAD) return base::fail(connect_error(made.get()));
  if (!finish_connecting(made.get(), deadline)) {
    return base::fail(Code::unavailable, "PostgreSQL at " + place_of(made.get()) + " did not answer within " +
                                             std::to_string(options.connect_timeout_ms) +
                                             " ms: check host and port in its address, and the firewalls between");
  }
  if (made.broken()) return base::fail(connect_error(made.get()));
  if (options.statement_timeout_ms > 0) made.longest_ms_ = options.statement_timeout_ms + slack_ms;
  if (auto status = made.configure(options); !status) return base::fail(status.error());
  return made;
}

base::Status PostgresConnection::configure(const PostgresOptions& options) {
  if (PQserverVersion(get()) < oldest_version) {
    const char* version = PQparameterStatus(get(), "server_version");
    return base::fail(Code::invalid, "PostgreSQL at " + place_of(get()) + " is version " + (version ? version : "?") +
                                         ": Veza needs 15 or later");
  }
  const auto done = command(
      "SET default_transaction_read_only = on; SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; "
      "SET bytea_output = 'hex'; SET extra_float_digits = 1; SET standard_conforming_strings = on; "
      "SET statement_timeout = " +
      std::to_string(std::max(options.statement_timeout_ms, 0)) +
      "; SET idle_in_transaction_session_timeout = " + std::to_string(std::max(options.transaction_timeout_ms, 0)));
  if (PQresultStatus(done.get()) == PGRES_COMMAND_OK) return {};
  return base::fail_while("setting up a session of PostgreSQL at " + place_of(get()), postgres_error(done.get(), ""));
}

bool PostgresConnection::closed() const {
  if (broken()) return true;
  // Encrypted, a closing server's last words look like data; plain, they are data. Neither is due on an idle session
  // but notices and parameter changes, which are rare enough to pay for with a new one.
  char byte = 0;
  const auto got = ::recv(PQsocket(get()), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

std::vector<PgResult> PostgresConnection::pipeline(const std::vector<Send>& commands) {
  std::vector<PgResult> results(commands.size());
  if (PQenterPipelineMode(get()) == 0) return results;
  bool sent = true;
  for (const Send& send : commands) sent = sent && send(get()) != 0;
  sent = sent && PQpipelineSync(get()) != 0;
  for (size_t i = 0; sent && i < commands.size(); ++i) {
    await();
    results[i].reset(PQgetResult(get()));
    if (!results[i]) return results;
    // A null follows each command's results.
    for (;;) {
      await();
      if (!PgResult(PQgetResult(get()))) break;
      if (broken()) return results;
    }
  }
  if (sent && !broken()) {
    await();
    const PgResult sync(PQgetResult(get()));
    PQexitPipelineMode(get());
  }
  return results;
}

PgResult PostgresConnection::command(const std::string& sql) {
  return command([&](PGconn* connection) { return PQsendQuery(connection, sql.c_str()); });
}

PgResult PostgresConnection::command(const Send& send) {
  PgResult last;
  if (send(get()) == 0) return last;
  for (;;) {
    await();
    PgResult next(PQgetResult(get()));
    if (!next) return last;
    last = std::move(next);
    if (broken()) return last;
  }
}

void PostgresConnection::await() {
  if (longest_ms_ == 0 || patient_) return;
  const auto end = SteadyClock::now() + std::chrono::milliseconds(longest_ms_);
  while (PQflush(get()) == 1 || PQisBusy(get()) == 1) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - SteadyClock::now()).count();
    pollfd socket{PQsocket(get()), POLLIN, 0};
    const int ready = left > 0 ? ::poll(&socket, 1, static_cast<int>(left)) : 0;
    // What libpq reads next is the end of the connection, and its result says so.
    if (ready == 0) (void)::shutdown(PQsocket(get()), SHUT_RDWR);
    if (ready == 0) return;
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0 || PQconsumeInput(get()) == 0) return;
  }
}

}  // namespace veza::data
