#include "data/postgres_pool.h"

#include <algorithm>
#include <chrono>

namespace veza::data {

using base::Code;

base::Result<std::unique_ptr<PostgresSession>> PostgresPool::idle_or_none() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.acquire_timeout_ms);
  const size_t most = std::max<size_t>(options_.sessions, 1);
  return state_.with_lock([&](State& state, auto& lock) -> base::Result<std::unique_ptr<PostgresSession>> {
    if (!returned_.wait_until(lock, deadline, [&] { return !state.idle.empty() || state.open < most; })) {
      return base::fail(Code::unavailable, "all " + std::to_string(most) + " database sessions stayed busy for " +
                                               std::to_string(options_.acquire_timeout_ms) +
                                               " ms: try again later, or allow more of them");
    }
    if (state.idle.empty()) {
      ++state.open;
      return nullptr;
    }
    // The one used last: its caches are warm, and the others may be let go by the server.
    auto session = std::move(state.idle.back());
    state.idle.pop_back();
    return session;
  });
}

base::Result<PostgresPool::Lease> PostgresPool::take() {
  for (;;) {
    auto session = idle_or_none();
    if (!session) return base::fail(session.error());
    if (*session && !(*session)->closed()) return Lease(*this, std::move(*session));
    if (*session) {
      // The server was restarted, or ended it.
      session->reset();
      lose();
      continue;
    }
    auto made = PostgresSession::open(options_);
    if (made) return Lease(*this, std::move(*made));
    lose();
    // Whatever it is, it worked once: to a caller the database is away.
    return base::fail(Code::unavailable, made.error().message);
  }
}

void PostgresPool::add(std::unique_ptr<PostgresSession> session) {
  state_.with([&](State& state) {
    ++state.open;
    state.idle.push_back(std::move(session));
  });
}

void PostgresPool::give_back(std::unique_ptr<PostgresSession> session) {
  if (!session->clean()) {
    session.reset();
    return lose();
  }
  state_.with([&](State& state) { state.idle.push_back(std::move(session)); });
  returned_.notify_one();
}

void PostgresPool::lose() {
  state_.with([](State& state) { --state.open; });
  returned_.notify_one();
}

}  // namespace veza::data
