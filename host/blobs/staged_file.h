// A file on its way to becoming a blob: written under a temporary name, then renamed.
#pragma once
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace veza::blobs {

// Removes its file unless it was moved into place.
class StagedFile {
 public:
  // A new empty file in `folder`.
  static base::Result<StagedFile> create(const std::string& folder);
  StagedFile(StagedFile&&) = default;
  StagedFile& operator=(StagedFile&&) = delete;
  ~StagedFile();

  int fd() const { return file_.get(); }
  const std::string& path() const { return path_; }
  base::Status sync();
  // It was renamed; leave it.
  void placed() {
    file_ = base::Fd();
    path_.clear();
  }

 private:
  StagedFile(base::Fd file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
  base::Fd file_;
  std::string path_;
};

// fsync of a folder: what was renamed or made in it stays after a power cut.
base::Status sync_folder(const std::string& folder);

}  // namespace veza::blobs
