#include "blobs/staged_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/crypto.h"

namespace veza::blobs {

base::Result<StagedFile> StagedFile::create(const std::string& folder) {
  std::string path = folder + "/" + base::random_token(12);
  base::Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!file) return base::fail(base::errno_error("cannot make a file in " + folder, errno));
  return StagedFile(std::move(file), std::move(path));
}

StagedFile::~StagedFile() {
  if (file_) ::unlink(path_.c_str());
}

base::Status StagedFile::sync() {
  if (::fsync(file_.get()) != 0) return base::fail(base::errno_error("cannot sync " + path_, errno));
  return {};
}

base::Status sync_folder(const std::string& folder) {
  const base::Fd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || ::fsync(directory.get()) != 0) {
    return base::fail(base::errno_error("cannot sync the folder " + folder, errno));
  }
  return {};
}

}  // namespace veza::blobs
