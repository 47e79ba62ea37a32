#include "identity/key_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "base/crypto.h"
#include "base/file.h"

namespace veza::identity {

base::Status make_key_dir(const std::string& dir) {
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (error) return base::fail(base::errno_error("cannot make the key folder " + dir, error.value()));
  if (chmod(dir.c_str(), 0700) != 0)
    return base::fail(base::errno_error("cannot protect the key folder " + dir, errno));
  return {};
}

base::Result<std::string> read_key_file(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return base::fail(base::errno_error("cannot read the key file " + path, errno));
  if ((info.st_mode & 0077) != 0 && chmod(path.c_str(), 0600) != 0)
    return base::fail(
        base::errno_error("others can read the key file " + path + ", and it cannot be protected", errno));
  return base::read_file(path, 64 << 10);
}

base::Result<std::string> load_or_create_secret(const std::string& path) {
  auto text = read_key_file(path);
  if (!text) {
    if (text.error().code != base::Code::not_found) return text;
    const std::string made = base::random_token(32);
    if (auto written = base::write_file(path, made + "\n", 0600); !written)
      return base::fail_while("making the key file " + path, written.error());
    return *base::base64url_decode(made);
  }
  while (!text->empty() && text->back() == '\n') text->pop_back();
  auto key = base::base64url_decode(*text);
  if (!key || key->size() != 32)
    return base::fail(base::Code::internal, "the key file " + path +
                                                " does not hold 32 bytes as base64url; restore it from a backup, or "
                                                "remove it to have a new one made");
  return std::move(*key);
}

}  // namespace veza::identity
