// The one thread that writes: many callers' bodies, each in a savepoint, under one synchronous COMMIT.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "data/sqlite_session.h"

namespace veza::data {

class SqliteWriter {
 public:
  SqliteWriter(std::unique_ptr<SqliteSession> session, size_t group_size);
  // Commits what waits, then ends.
  ~SqliteWriter();

  base::Status write(const WriteBody& body);
  bool on_writer_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

  uint64_t writes() const { return writes_; }
  uint64_t failed_writes() const { return failed_writes_; }
  uint64_t commits() const { return commits_; }

 private:
  // A caller waiting; lives on its stack.
  struct Call {
    const WriteBody* body;
    base::Status result;
    std::vector<std::function<void()>> hooks;
    base::Guarded<bool> done;
    std::condition_variable released;
  };
  struct Queue {
    std::deque<Call*> waiting;
    bool stopping = false;
  };

  void loop();
  // The next call, or null when none waits.
  Call* next();
  // Runs the bodies of `first` and of the calls that wait or come meanwhile, and commits; returns those calls.
  std::vector<Call*> commit_group(Call* first);
  // False when SQLite has given the whole transaction up.
  bool run(Call& call);
  static void fail_all(const std::vector<Call*>& calls, const base::Error& error);
  void release(const std::vector<Call*>& calls);

  std::unique_ptr<SqliteSession> session_;
  size_t group_size_;
  base::Guarded<Queue> queue_;
  std::condition_variable arrived_;
  std::atomic<uint64_t> writes_{0};
  std::atomic<uint64_t> failed_writes_{0};
  std::atomic<uint64_t> commits_{0};
  std::thread thread_;
};

}  // namespace veza::data
