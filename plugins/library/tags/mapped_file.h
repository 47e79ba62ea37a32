// The first bytes of a file without reading them all.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace veza::library::tags {

// Mapped, so a file that is cut short meanwhile ends the process: for veza-tags only.
class MappedFile {
 public:
  // The largest ID3v2 tag and what stands behind it: all that tells what a file is.
  static constexpr size_t most = size_t{300} << 20;

  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  // What is wrong, reading on after "it": "cannot be opened: …", "is empty"; empty when `bytes` are there.
  const std::string& problem() const { return problem_; }
  std::string_view bytes() const { return {map_, size_}; }

 private:
  const char* map_ = nullptr;
  size_t size_ = 0;
  std::string problem_;
};

}  // namespace veza::library::tags
