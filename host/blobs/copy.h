// Bytes into a file.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace veza::blobs {

// Appends all of `bytes` at the descriptor's position. The error names neither file nor key: the caller does.
base::Status write_all(int fd, std::string_view bytes);

// Appends `size` bytes of `from`, from `offset` on, to `to`: in the kernel where the filesystems can (a reflink costs
// nothing), else through a buffer. invalid when `from` ends early.
base::Status copy_range(int from, uint64_t offset, uint64_t size, int to);

}  // namespace veza::blobs
