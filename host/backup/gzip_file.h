// Files compressed with gzip (RFC 1952), a piece at a time.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

struct gzFile_s;

namespace veza::backup {

// Errors name the file.
class GzipWriter {
 public:
  // Makes the file (0600), or empties it.
  static base::Result<GzipWriter> open(const std::string& path);
  base::Status write(std::string_view bytes);
  // Without it the file is not complete.
  base::Status finish();

 private:
  GzipWriter(gzFile_s* file, std::string path);
  std::unique_ptr<gzFile_s, void (*)(gzFile_s*)> file_;
  std::string path_;
};

class GzipReader {
 public:
  static base::Result<GzipReader> open(const std::string& path);
  // Fills `out`, returns the count, 0 at the end. Errors (invalid): damaged, cut short.
  base::Result<size_t> read(char* out, size_t size);
  // The next line without its newline; nothing at the end. A line has at most 64 KiB (invalid beyond it).
  base::Result<bool> line(std::string& out);

 private:
  GzipReader(gzFile_s* file, std::string path);
  std::unique_ptr<gzFile_s, void (*)(gzFile_s*)> file_;
  std::string path_;
};

base::Status gzip_file(const std::string& from, const std::string& to);
base::Status gunzip_file(const std::string& from, const std::string& to);

}  // namespace veza::backup
