#include "app/progress_bar.h"

#include <unistd.h>

#include <array>
#include <cstdio>

namespace veza::app {
namespace {

constexpr size_t bar_width = 30;

std::string duration(int64_t seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(seconds / 60),
                static_cast<long long>(seconds % 60));
  return text;
}

}  // namespace

ProgressBar::ProgressBar(Unit unit, int fd)
    : unit_(std::move(unit)), fd_(fd), terminal_(::isatty(fd) == 1), next_(Clock::now()) {
  if (!terminal_) next_ += std::chrono::seconds(5);
}

ProgressBar::~ProgressBar() {
  if (terminal_ && drawn_) write("\n");
}

void ProgressBar::show(uint64_t done, uint64_t total, const std::string& what) {
  const auto now = Clock::now();
  const bool last = terminal_ && done == total;
  if (now < next_ && !last) return;
  next_ = now + (terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5000));
  drawn_ = true;
  write(terminal_ ? "\r\x1b[K" + line(done, total, what) : line(done, total, what) + "\n");
}

std::string ProgressBar::line(uint64_t done, uint64_t total, const std::string& what) const {
  if (total < done) return unit_(done) + (what.empty() ? "" : "  " + what);
  const double part = total == 0 ? 1 : static_cast<double>(done) / static_cast<double>(total);
  const auto filled = static_cast<size_t>(part * bar_width);
  std::string text = "[" + std::string(filled, '#') + std::string(bar_width - filled, '.') + "] ";
  text += std::to_string(static_cast<int>(part * 100)) + "%  " + unit_(done) + " of " + unit_(total);
  const double passed = std::chrono::duration<double>(Clock::now() - began_).count();
  if (done > 0 && done < total && passed > 2) {
    text += "  " + duration(static_cast<int64_t>(passed / part - passed)) + " left";
  }
  return what.empty() ? text : text + "  " + what;
}

void ProgressBar::write(const std::string& text) const {
  // A terminal that is gone is no reason to stop the work.
  [[maybe_unused]] const ssize_t written = ::write(fd_, text.data(), text.size());
}

std::string ProgressBar::bytes(uint64_t count) {
  constexpr std::array units{"B", "kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(count);
  size_t unit = 0;
  while (value >= 1000 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  return text;
}

}  // namespace veza::app
