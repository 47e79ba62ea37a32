// One consumer: reads the outbox after its place, calls the handler, writes down how far it is.
#pragma once
#include <atomic>
#include <chrono>
#include <set>
#include <vector>

#include "events/retries.h"
#include "events/signal.h"

namespace veza::events {

class Subscriber {
 public:
  // `owner` holds the consumer's lease where there are several hosts.
  Subscriber(ConsumerSpec spec, std::shared_ptr<const data::DatabaseAccess> database, OutboxOptions options,
             base::Log log, std::shared_ptr<Signal> signal, std::string owner, int64_t position);

  // The consumer's thread: until stop().
  void run();
  void stop() { stopping_ = true; }  // rouse the signal afterwards
  // Waiting events were added to the table by somebody else.
  void reload() { reload_ = true; }
  // The lease was prolonged. [any thread]
  void renewed(int64_t until);
  const ConsumerSpec& spec() const { return spec_; }
  // Everything up to here is taken, or written down as waiting. [any thread]
  int64_t settled() const { return settled_; }
  // Frees the handler's code, once run() has returned.
  void forget_handler() { spec_.run = nullptr; }

 private:
  // One look at the table; how long to sleep then, in ms.
  int64_t pass();
  // Whether the events are this host's to deliver; takes the lease when it is free.
  bool hold();
  bool holding() const { return options_.single_node || options_.clock() < held_until_; }
  void give_back();
  // Forgets what is not written down: it is another host's now.
  void start_over(int64_t position);
  // False when it must be tried again: the host is stopping.
  bool take(const table::Stored& event);
  bool take_waiting();
  base::Status deliver(const Event& event);
  void note_failure(const table::Stored& event, const base::Error& error);
  bool load_waiting();
  // Writes down what changed since the last time; false when the database would not.
  bool flush();
  bool something_to_flush() const;

  ConsumerSpec spec_;
  std::shared_ptr<const data::DatabaseAccess> database_;
  OutboxOptions options_;
  base::Log log_;
  std::shared_ptr<Signal> signal_;
  std::string owner_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> reload_{true};
  std::atomic<int64_t> settled_;
  std::atomic<int64_t> held_until_{0};

  // The thread's own.
  int64_t position_;
  int64_t flushed_;
  std::chrono::steady_clock::time_point next_try_{};     // to take the lease
  std::chrono::steady_clock::time_point next_reload_{};  // of what another host may have replayed
  bool delivered_ = false;                               // since the last flush
  Retries retries_;
  // Since the last flush: to store, to drop, to bury.
  std::set<int64_t> changed_;
  std::set<int64_t> dropped_;
  std::vector<table::Waiting> dead_;
};

}  // namespace veza::events
