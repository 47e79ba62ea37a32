#include "stream/transcoder.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <thread>

namespace veza::opensubsonic {
namespace {

constexpr int silent_ms = 30'000, ending_ms = 5'000;

}  // namespace

OpenFile::~OpenFile() {
  if (fd_ >= 0) ::close(fd_);
}

Transcoder::Transcoder(const Converter& converter, const Plan& plan, OpenFile input, std::shared_ptr<void> slot)
    : input_(std::move(input)), slot_(std::move(slot)), left_(plan.size) {
  command_.program = converter.program;
  command_.arguments = {"--format",      plan.format,
                        "--bitrate",     std::to_string(plan.bitrate * 1000),
                        "--offset-ms",   std::to_string(plan.offset_s * 1000),
                        "--max-memory",  std::to_string(converter.memory_bytes),
                        "--cpu-seconds", std::to_string(converter.cpu_seconds)};
  command_.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + converter.scratch_dir,
                          "GST_REGISTRY=" + converter.scratch_dir + "/gst-registry.bin"};
  command_.input = input_.get();
}

// Whoever lets go may be the thread that serves all connections: the program is killed here and waited for elsewhere.
Transcoder::~Transcoder() {
  if (!child_) return;
  child_->kill();
  std::thread([child = std::move(child_), slot = std::move(slot_)]() mutable {
    child.reset();
    slot.reset();
  }).detach();
}

size_t Transcoder::pad(char* buffer, size_t capacity) {
  const auto size = static_cast<size_t>(std::min<uint64_t>(*left_, capacity));
  std::memset(buffer, 0, size);
  *left_ -= size;
  return size;
}

size_t Transcoder::read(char* buffer, size_t capacity) {
  if (left_ && *left_ == 0) return 0;
  if (ended_) return left_ ? pad(buffer, capacity) : 0;
  if (!child_) child_ = std::make_shared<process::Child>(command_);
  size_t size = child_->read(buffer, capacity, silent_ms);
  if (size > 0) {
    if (left_) {
      size = static_cast<size_t>(std::min<uint64_t>(size, *left_));
      *left_ -= size;
    }
    return size;
  }
  ended_ = true;
  const auto ending = child_->wait(ending_ms);
  if (ending.signal != 0 || ending.code != 0) {
    throw Error(VEZA_E_INTERNAL, "a song could not be converted to its end (exit status " +
                                     std::to_string(ending.code) + ", signal " + std::to_string(ending.signal) + ")");
  }
  return left_ ? pad(buffer, capacity) : 0;
}

}  // namespace veza::opensubsonic
