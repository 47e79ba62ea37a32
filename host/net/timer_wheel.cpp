#include "net/timer_wheel.h"

#include <algorithm>
#include <limits>

namespace veza::net {

TimerWheel::TimerWheel(int64_t now) : current_(now / tick), next_(std::numeric_limits<int64_t>::max()) {
  for (Node& list : lists_) list.previous = list.next = &list;
}

void TimerWheel::link(Node& node) {
  const int64_t wanted = node.deadline / tick + 1;
  node.slot = std::clamp(wanted, current_ + 1, current_ + static_cast<int64_t>(slots) - 1);
  Node& list = lists_[static_cast<size_t>(node.slot) % slots];
  node.previous = list.previous;
  node.next = &list;
  list.previous->next = &node;
  list.previous = &node;
  next_ = std::min(next_, node.slot);
  ++count_;
}

void TimerWheel::set(Node& node, int64_t deadline) {
  node.deadline = deadline;
  if (node.next && deadline / tick + 1 >= node.slot) return;
  cancel(node);
  link(node);
}

void TimerWheel::cancel(Node& node) {
  if (!node.next) return;
  node.previous->next = node.next;
  node.next->previous = node.previous;
  node.previous = node.next = nullptr;
  --count_;
}

void TimerWheel::expire(int64_t now, std::vector<Node*>& expired) {
  const int64_t until = now / tick;
  if (until < next_) {
    current_ = std::max(current_, until);
    return;
  }
  // After a long sleep each list needs one visit only.
  const int64_t from = std::max(current_ + 1, until - static_cast<int64_t>(slots) + 1);
  current_ = until;
  next_ = std::numeric_limits<int64_t>::max();
  for (int64_t slot = from; slot <= until; ++slot) {
    Node& list = lists_[static_cast<size_t>(slot) % slots];
    for (Node* node = list.next; node != &list;) {
      Node* following = node->next;
      if (node->slot <= until) {
        cancel(*node);
        if (node->deadline <= now) {
          expired.push_back(node);
        } else {
          link(*node);
        }
      }
      node = following;
    }
  }
  if (count_ == 0) return;
  for (int64_t slot = until + 1; slot < until + static_cast<int64_t>(slots); ++slot) {
    const Node& list = lists_[static_cast<size_t>(slot) % slots];
    if (list.next != &list) {
      next_ = slot;
      return;
    }
  }
}

int64_t TimerWheel::sleep(int64_t now) const {
  if (count_ == 0) return -1;
  return std::max<int64_t>(0, next_ * tick - now);
}

}  // namespace veza::net
