// A function to run once, elsewhere; unlike std::function it may hold things that only move.
#pragma once
#include <memory>
#include <type_traits>
#include <utility>

namespace veza::net {

class Task {
 public:
  virtual ~Task() = default;
  virtual void run() = 0;
};
using TaskPtr = std::unique_ptr<Task>;

template <class F>
TaskPtr make_task(F&& function) {
  struct Holder final : Task {
    explicit Holder(F&& f) : call(std::forward<F>(f)) {}
    void run() override { call(); }
    std::decay_t<F> call;
  };
  return std::make_unique<Holder>(std::forward<F>(function));
}

}  // namespace veza::net
