#include "data/sqlite_writer.h"

#include <pthread.h>

#include <chrono>

#include "data/sqlite_transaction.h"

namespace veza::data {
namespace {

using base::Code;

// How long the first caller of a group may wait for the bodies after its own.
constexpr std::chrono::milliseconds longest_group{10};

}  // namespace

SqliteWriter::SqliteWriter(std::unique_ptr<SqliteSession> session, size_t group_size)
    : session_(std::move(session)), group_size_(std::max<size_t>(group_size, 1)), thread_([this] { loop(); }) {}

SqliteWriter::~SqliteWriter() {
  queue_.with([](Queue& queue) { queue.stopping = true; });
  arrived_.notify_all();
  thread_.join();
}

base::Status SqliteWriter::write(const WriteBody& body) {
  if (on_writer_thread()) {
    return base::fail(Code::internal, "a write was begun inside another write: use the transaction that is open");
  }
  Call call{&body, {}, {}, {}, {}};
  const bool accepted = queue_.with([&](Queue& queue) {
    if (!queue.stopping) queue.waiting.push_back(&call);
    return !queue.stopping;
  });
  if (!accepted) return base::fail(Code::unavailable, "the database is closing");
  arrived_.notify_one();
  call.done.with_lock([&](bool& done, auto& lock) { call.released.wait(lock, [&] { return done; }); });
  return std::move(call.result);
}

SqliteWriter::Call* SqliteWriter::next() {
  return queue_.with([](Queue& queue) -> Call* {
    if (queue.waiting.empty()) return nullptr;
    Call* first = queue.waiting.front();
    queue.waiting.pop_front();
    return first;
  });
}

void SqliteWriter::loop() {
  pthread_setname_np(pthread_self(), "veza-writer");
  for (;;) {
    queue_.with_lock([&](Queue& queue, auto& lock) {
      arrived_.wait(lock, [&] { return queue.stopping || !queue.waiting.empty(); });
    });
    Call* first = next();
    if (!first) return;
    release(commit_group(first));
  }
}

std::vector<SqliteWriter::Call*> SqliteWriter::commit_group(Call* first) {
  std::vector<Call*> calls{first};
  if (auto begun = session_->command("BEGIN IMMEDIATE"); !begun) {
    fail_all(calls, begun.error().while_("beginning a transaction"));
    return calls;
  }
  const auto started = std::chrono::steady_clock::now();
  for (Call* call = first; call; call = next()) {
    if (call != first) calls.push_back(call);
    if (!run(*call)) {
      const base::Error cause =
          call->result ? base::Error{Code::unavailable, "SQLite gave the transaction up"} : call->result.error();
      fail_all(calls, cause.while_("writing in one transaction with others"));
      return calls;
    }
    if (calls.size() >= group_size_ || std::chrono::steady_clock::now() - started > longest_group) break;
  }
  if (auto committed = session_->command("COMMIT"); !committed) {
    if (session_->in_transaction()) (void)session_->command("ROLLBACK");
    base::Error error = committed.error().while_("committing");
    error.code = Code::unavailable;
    fail_all(calls, error);
    return calls;
  }
  ++commits_;
  return calls;
}

bool SqliteWriter::run(Call& call) {
  SqliteTransaction transaction(*session_);
  call.result = transaction.run(*call.body);
  call.hooks = transaction.take_hooks();
  return session_->in_transaction();
}

void SqliteWriter::fail_all(const std::vector<Call*>& calls, const base::Error& error) {
  for (Call* call : calls) {
    if (call->result) call->result = base::fail(error);
  }
}

void SqliteWriter::release(const std::vector<Call*>& calls) {
  for (Call* call : calls) {
    ++(call->result ? writes_ : failed_writes_);
    if (!call->result) continue;
    for (const auto& hook : call->hooks) hook();
  }
  for (Call* call : calls) {
    // Notified under the lock: the caller's stack, and this call with it, goes as soon as it is let go.
    call->done.with([&](bool& done) {
      done = true;
      call->released.notify_one();
    });
  }
}

}  // namespace veza::data
