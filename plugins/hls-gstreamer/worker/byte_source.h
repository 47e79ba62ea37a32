// Random access to the bytes of a file. Parsers read through this and never see a pointer they could run past.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "error.h"

namespace veza::transcode {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;

  // Copies up to out.size() bytes from `offset`; returns how many there were (fewer only at the end of the file, or
  // when reading failed: see failed()).
  virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) = 0;

  // True once a read was refused by the system; whatever was parsed since is not to be believed.
  virtual bool failed() const { return false; }

  // Exactly `count` bytes from `offset`, or an empty vector when the file has fewer.
  std::vector<std::uint8_t> exactly(std::uint64_t offset, std::size_t count);

  // Up to `count` bytes from `offset`.
  std::vector<std::uint8_t> up_to(std::uint64_t offset, std::size_t count);
};

// A file, read with pread(2) through one window of 256 KiB. One thread at a time.
class FileSource final : public ByteSource {
 public:
  static Result<std::unique_ptr<FileSource>> open(const std::string& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::uint64_t size() const override { return size_; }
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) override;
  bool failed() const override { return failed_; }

 private:
  FileSource(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
  std::size_t read_file(std::uint64_t offset, std::span<std::uint8_t> out);

  int fd_;
  std::uint64_t size_;
  bool failed_ = false;
  std::uint64_t window_at_ = 0;
  std::vector<std::uint8_t> window_;
};

// Bytes in memory, for tests and fuzzers.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) override;

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace veza::transcode
