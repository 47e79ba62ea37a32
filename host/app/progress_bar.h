// How far a long command is, for a person: a bar that redraws itself on a terminal, a line now and then elsewhere.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace veza::app {

class ProgressBar {
 public:
  // How a number reads: "1.2 GB", "34 rows".
  using Unit = std::function<std::string(uint64_t)>;
  // Writes to `fd` (standard error).
  explicit ProgressBar(Unit unit, int fd = 2);
  // Ends the line.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Cheap enough for every step: draws at most ten times a second, or a line each five. A `total` under `done` is not
  // known: no bar. One thread at a time.
  void show(uint64_t done, uint64_t total, const std::string& what);

  static std::string bytes(uint64_t count);  // "512 B", "1.5 MB"

 private:
  using Clock = std::chrono::steady_clock;
  std::string line(uint64_t done, uint64_t total, const std::string& what) const;
  void write(const std::string& text) const;

  Unit unit_;
  int fd_;
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point began_ = Clock::now();
  Clock::time_point next_;
};

}  // namespace veza::app
