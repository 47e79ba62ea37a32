#include "backup/gzip_file.h"

#include <fcntl.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>

#include "base/file.h"
#include "blobs/copy.h"

namespace veza::backup {
namespace {

using base::Code;

constexpr size_t piece = 256U << 10;
constexpr size_t longest_line = 64U << 10;

void close_quietly(gzFile_s* file) { gzclose(file); }

base::Result<gzFile_s*> open_gz(const std::string& path, int flags, const char* mode) {
  base::Fd fd(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (!fd) return base::fail(base::errno_error("cannot open " + path, errno));
  gzFile_s* file = gzdopen(fd.get(), mode);
  if (file == nullptr) return base::fail(Code::unavailable, "there is no memory to read or write " + path);
  (void)fd.release();
  gzbuffer(file, piece);
  return file;
}

}  // namespace

GzipWriter::GzipWriter(gzFile_s* file, std::string path) : file_(file, &close_quietly), path_(std::move(path)) {}

base::Result<GzipWriter> GzipWriter::open(const std::string& path) {
  // Level 4: what is compressed here is written each night, and read when a site is in need.
  auto file = open_gz(path, O_WRONLY | O_CREAT | O_TRUNC, "wb4");
  if (!file) return base::fail(file.error());
  return GzipWriter(*file, path);
}

base::Status GzipWriter::write(std::string_view bytes) {
  if (bytes.empty()) return {};
  errno = 0;
  if (gzfwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size()) return {};
  return base::fail(base::errno_error("cannot write " + path_, errno == 0 ? EIO : errno));
}

base::Status GzipWriter::finish() {
  errno = 0;
  if (gzclose(file_.release()) == Z_OK) return {};
  return base::fail(base::errno_error("cannot write " + path_, errno == 0 ? EIO : errno));
}

GzipReader::GzipReader(gzFile_s* file, std::string path) : file_(file, &close_quietly), path_(std::move(path)) {}

base::Result<GzipReader> GzipReader::open(const std::string& path) {
  auto file = open_gz(path, O_RDONLY, "rb");
  if (!file) return base::fail(file.error());
  GzipReader reader(*file, path);
  // zlib hands out a file that is not compressed as it is.
  if (gzdirect(*file) != 0) return base::fail(Code::invalid, path + " is not a gzip file");
  return reader;
}

base::Result<size_t> GzipReader::read(char* out, size_t size) {
  const int count = gzread(file_.get(), out, static_cast<unsigned>(std::min(size, piece)));
  if (count > 0) return static_cast<size_t>(count);
  int code = Z_OK;
  gzerror(file_.get(), &code);
  // The end of the file in the middle of the data is no error to gzread, only to its state.
  if (count == 0 && code == Z_OK) return size_t{0};
  return base::fail(Code::invalid, path_ + " is damaged or cut short");
}

base::Result<bool> GzipReader::line(std::string& out) {
  out.clear();
  char buffer[4096];
  for (;;) {
    if (gzgets(file_.get(), buffer, sizeof buffer) == nullptr) {
      // Tells the end from a fault.
      char byte = 0;
      auto more = read(&byte, 1);
      if (!more) return base::fail(more.error());
      if (!out.empty()) return base::fail(Code::invalid, path_ + " ends in the middle of a line");
      return false;
    }
    out.append(buffer);
    if (out.ends_with('\n')) {
      out.pop_back();
      return true;
    }
    if (out.size() > longest_line) return base::fail(Code::invalid, path_ + " has a line that is too long");
  }
}

base::Status gzip_file(const std::string& from, const std::string& to) {
  const base::Fd file(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return base::fail(base::errno_error("cannot open " + from, errno));
  auto writer = GzipWriter::open(to);
  if (!writer) return base::fail(writer.error());
  std::string buffer(piece, '\0');
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::fail(base::errno_error("cannot read " + from, errno));
    if (count == 0) return writer->finish();
    if (auto written = writer->write({buffer.data(), static_cast<size_t>(count)}); !written) return written;
  }
}

base::Status gunzip_file(const std::string& from, const std::string& to) {
  auto reader = GzipReader::open(from);
  if (!reader) return base::fail(reader.error());
  const base::Fd file(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file) return base::fail(base::errno_error("cannot make " + to, errno));
  std::string buffer(piece, '\0');
  for (;;) {
    const auto count = reader->read(buffer.data(), buffer.size());
    if (!count) return base::fail(count.error());
    if (*count == 0) return {};
    if (auto written = blobs::write_all(file.get(), {buffer.data(), *count}); !written)
      return base::fail_while("writing " + to, written.error());
  }
}

}  // namespace veza::backup
