#include "app/layout.h"

#include <filesystem>

namespace veza::app {

Layout find_layout() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const auto prefix = program.parent_path().parent_path();
  return {prefix, prefix / "lib/veza/plugins", prefix / "lib/veza/libexec", prefix / "share/veza"};
}

}  // namespace veza::app
