// A request's body, whole: small ones in memory, larger ones in a file without a name.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"

namespace veza::net {

// Movable, not copyable; one thread at a time. A spooled body is an O_TMPFILE (or an unlinked file) in the server's
// spool folder: it vanishes with the Body, also after kill -9. Whoever wants to keep it copies from fd() with
// copy_file_range(2) or FICLONERANGE, or gives it a name on the same filesystem with linkat("/proc/self/fd/N").
class Body {
 public:
  Body() = default;
  static Body memory(std::string bytes);
  // Takes the open file and maps its first `size` bytes for reading.
  static base::Result<Body> spooled(base::Fd file, uint64_t size);
  Body(Body&& other) noexcept;
  Body& operator=(Body&& other) noexcept;
  ~Body();

  uint64_t size() const { return map_ ? size_ : bytes_.size(); }
  bool empty() const { return size() == 0; }
  bool is_spooled() const { return static_cast<bool>(file_); }
  // All bytes; valid as long as the Body. A spooled body is a memory map: pages are read as they are touched.
  std::string_view view() const { return map_ ? std::string_view(map_, size_) : std::string_view(bytes_); }
  // The spool file (its offset is unspecified: use pread(2) and the like), or -1 when the body is in memory.
  int fd() const { return file_.get(); }

 private:
  std::string bytes_;
  base::Fd file_;
  const char* map_ = nullptr;
  uint64_t size_ = 0;
};

}  // namespace veza::net
