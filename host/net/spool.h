// Collects a request body as it arrives: in memory at first, in a nameless file once it is large.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "net/body.h"

namespace veza::net {

class Spool {
 public:
  // `expected`: the declared length, 0 when unknown; one over `memory_limit` goes to the file from its first byte.
  Spool(std::string directory, size_t memory_limit, uint64_t expected);

  // Errors: unavailable (the disk is full), internal.
  base::Status append(std::string_view bytes);
  uint64_t size() const { return size_; }
  base::Result<Body> finish();

 private:
  base::Status open_file();

  std::string directory_;
  size_t memory_limit_;
  uint64_t expected_;
  uint64_t size_ = 0;
  std::string memory_;
  base::Fd file_;
};

}  // namespace veza::net
