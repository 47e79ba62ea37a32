// One event loop on one thread, and the connections that live in it.
#pragma once
#include <memory>
#include <thread>
#include <vector>

#include "net/core.h"
#include "net/event_target.h"
#include "net/head_check.h"
#include "net/mailbox.h"
#include "net/timer_wheel.h"

namespace veza::net {

class Connection;
using ConnectionPtr = std::shared_ptr<Connection>;

class Reactor {
 public:
  explicit Reactor(Core& core);
  ~Reactor();

  base::Status start();
  // [any] Closes every connection and joins the thread.
  void stop();
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

  // All below: [reactor] only.
  Core& core() { return core_; }
  int64_t now() const { return now_; }  // monotonic milliseconds of this round
  int64_t wall_ms() const { return wall_ms_; }
  TimerWheel& wheel() { return wheel_; }
  Head& head() { return head_; }  // scratch for check_head
  char* buffer() { return buffer_.data(); }
  size_t buffer_size() const { return buffer_.size(); }
  // To the worker pool, at the end of this round.
  void submit(TaskPtr task) { submitted_.push_back(std::move(task)); }
  // Calls the connection's resume() in the next round.
  void resume_later(ConnectionPtr connection) { resumed_.push_back(std::move(connection)); }
  bool watch(int fd, EventTarget& target, uint32_t events);
  // Takes over an accepted socket whose address is counted in Core.
  void adopt(base::Fd socket, Peer peer, bool tls);
  // Forgets a connection that has closed.
  void remove(Connection& connection);
  void begin_drain();

 private:
  void run();
  void tell_time();
  void finish_round();

  Core& core_;
  std::shared_ptr<Mailbox> mailbox_;
  base::Fd epoll_;
  int64_t now_ = 0;
  int64_t wall_ms_ = 0;
  TimerWheel wheel_;
  Head head_;
  std::vector<char> buffer_;
  std::vector<TaskPtr> submitted_, letters_;
  std::vector<ConnectionPtr> connections_, resumed_, resuming_, graveyard_;
  std::vector<TimerWheel::Node*> expired_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace veza::net
