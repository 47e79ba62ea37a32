#include "backup/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

#include "base/guarded.h"

namespace veza::backup {

base::Status for_each(size_t count, size_t threads, const std::function<base::Status(size_t)>& work) {
  std::atomic<size_t> next{0};
  std::atomic<bool> ended{false};
  base::Guarded<std::optional<base::Error>> fault;
  const auto note = [&](base::Error error) {
    fault.with([&](auto& first) {
      if (!first) first = std::move(error);
    });
    ended = true;
  };
  const auto run = [&] {
    try {
      for (size_t i = 0; !ended && (i = next++) < count;) {
        if (auto status = work(i); !status) note(status.error());
      }
    } catch (const std::exception& error) {
      note({base::Code::internal, error.what()});
    } catch (...) {
      note({base::Code::internal, "something that is not a std::exception was thrown"});
    }
  };
  std::vector<std::thread> others;
  for (size_t i = 1; i < std::min(threads, count); ++i) others.emplace_back(run);
  run();
  for (auto& other : others) other.join();
  return fault.with([](const auto& first) { return first ? base::Status(base::fail(*first)) : base::Status(); });
}

}  // namespace veza::backup
