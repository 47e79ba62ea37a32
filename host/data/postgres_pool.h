// The sessions of one database: a bounded number, made when needed, kept while they live.
#pragma once
#include <condition_variable>
#include <memory>
#include <vector>

#include "base/guarded.h"
#include "data/postgres_session.h"

namespace veza::data {

// [any thread]
class PostgresPool {
 public:
  explicit PostgresPool(PostgresOptions options) : options_(std::move(options)) {}

  // A session for as long as this lives.
  class Lease {
   public:
    Lease(PostgresPool& pool, std::unique_ptr<PostgresSession> session) : pool_(&pool), session_(std::move(session)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (session_) pool_->give_back(std::move(session_));
    }
    PostgresSession* operator->() const { return session_.get(); }
    PostgresSession& operator*() const { return *session_; }

   private:
    PostgresPool* pool_;
    std::unique_ptr<PostgresSession> session_;
  };

  // An idle session, or a new one; waits for one to come back when all are out. Error: unavailable.
  base::Result<Lease> take();
  // Takes in a session made elsewhere.
  void add(std::unique_ptr<PostgresSession> session);

 private:
  struct State {
    std::vector<std::unique_ptr<PostgresSession>> idle;
    size_t open = 0;  // idle ones and those that are out
  };
  // Idle, or null: the caller is to make one.
  base::Result<std::unique_ptr<PostgresSession>> idle_or_none();
  void give_back(std::unique_ptr<PostgresSession> session);
  void lose();

  PostgresOptions options_;
  base::Guarded<State> state_;
  std::condition_variable returned_;
};

}  // namespace veza::data
