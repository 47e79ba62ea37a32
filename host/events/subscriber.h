// One consumer: reads the outbox after its place, calls the handler, writes down how far it is.
#pragma once
#include <atomic>
#include <condition_variable>
#include <set>
#include <vector>

#include "base/guarded.h"
#include "events/retries.h"

namespace veza::events {

// Rouses every consumer of an outbox.
class Signal {
 public:
  void rouse();
  // A number that grows with every rouse().
  uint64_t seen() const;
  // Until it is no longer `seen`, or the time is over.
  void wait(uint64_t seen, int64_t ms);

 private:
  base::Guarded<uint64_t> generation_;
  std::condition_variable roused_;
};

class Subscriber {
 public:
  Subscriber(ConsumerSpec spec, std::shared_ptr<const data::DatabaseAccess> database, OutboxOptions options,
             base::Log log, std::shared_ptr<Signal> signal, int64_t position);

  // The consumer's thread: until stop().
  void run();
  void stop() { stopping_ = true; }  // rouse the signal afterwards
  // Waiting events were added to the table by somebody else.
  void reload() { reload_ = true; }
  const ConsumerSpec& spec() const { return spec_; }
  // Everything up to here is taken, or written down as waiting. [any thread]
  int64_t settled() const { return settled_; }
  // Frees the handler's code, once run() has returned.
  void forget_handler() { spec_.run = nullptr; }

 private:
  // One look at the table; how long to sleep then, in ms.
  int64_t pass();
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
  std::atomic<bool> stopping_{false};
  std::atomic<bool> reload_{true};
  std::atomic<int64_t> settled_;

  // The thread's own.
  int64_t position_;
  int64_t flushed_;
  bool delivered_ = false;  // since the last flush
  Retries retries_;
  // Since the last flush: to store, to drop, to bury.
  std::set<int64_t> changed_;
  std::set<int64_t> dropped_;
  std::vector<table::Waiting> dead_;
};

}  // namespace veza::events
