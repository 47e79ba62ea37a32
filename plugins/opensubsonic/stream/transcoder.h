// A song converted as it is sent, by a program of its own: its output is the body.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include <veza/http.hpp>

#include "process/child.h"
#include "stream/plan.h"

namespace veza::opensubsonic {

// A file descriptor that closes itself.
class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  OpenFile(OpenFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~OpenFile();
  OpenFile& operator=(OpenFile&&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

struct Converter {
  std::string program, scratch_dir;
  int64_t memory_bytes = 0, cpu_seconds = 0;
};

// Started by the first read, killed when nobody reads on. Throws, which cuts the client off, when the program fails or
// says nothing for 30 seconds: what came before is then seen not to be whole.
class Transcoder final : public BodyReader {
 public:
  Transcoder(const Converter& converter, const Plan& plan, OpenFile input, std::shared_ptr<void> slot);
  ~Transcoder() override;
  size_t read(char* buffer, size_t capacity) override;

 private:
  size_t pad(char* buffer, size_t capacity);

  process::Command command_;
  OpenFile input_;
  std::shared_ptr<void> slot_;
  std::optional<uint64_t> left_;  // of the size that was promised
  std::shared_ptr<process::Child> child_;
  bool ended_ = false;
};

}  // namespace veza::opensubsonic
