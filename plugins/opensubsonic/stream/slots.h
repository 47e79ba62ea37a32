// How many songs are converted at once.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace veza::opensubsonic {

// Any thread. Outlived by the slots it gave.
class Slots {
 public:
  // `all` 0: as many as there are processors.
  Slots(int64_t all, int64_t of_account)
      : state_(std::make_shared<State>()),
        all_(all > 0 ? all : static_cast<int64_t>(std::max(1U, std::thread::hardware_concurrency()))),
        of_account_(of_account) {}

  // Taken until the last copy is gone; null when all, or the account's, are.
  std::shared_ptr<void> take(const std::string& account) {
    const std::lock_guard hold(state_->mutex);
    auto& own = state_->by_account[account];
    if (state_->taken >= all_ || own >= of_account_) {
      if (own == 0) state_->by_account.erase(account);
      return nullptr;
    }
    ++state_->taken;
    ++own;
    return std::shared_ptr<void>(state_.get(), [state = state_, account](void*) {
      const std::lock_guard give_back(state->mutex);
      --state->taken;
      if (--state->by_account[account] == 0) state->by_account.erase(account);
    });
  }

 private:
  struct State {
    std::mutex mutex;
    int64_t taken = 0;
    std::map<std::string, int64_t> by_account;
  };
  std::shared_ptr<State> state_;
  int64_t all_, of_account_;
};

}  // namespace veza::opensubsonic
