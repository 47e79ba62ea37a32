#include "privacy/export_file.h"

#include <Poco/DateTime.h>
#include <Poco/Exception.h>
#include <Poco/Path.h>

#include <array>
#include <sstream>
#include <streambuf>

#include "base/json.h"
#include "base/text.h"

namespace veza::privacy {
namespace {

using base::Code;

// A blob as a stream. What goes wrong ends it, and is in failure().
class BlobBuffer : public std::streambuf {
 public:
  BlobBuffer(blobs::Store& blobs, std::string key, const std::function<bool()>& stop)
      : blobs_(blobs), key_(std::move(key)), stop_(stop) {}

  const std::optional<base::Error>& failure() const { return failure_; }

 protected:
  int_type underflow() override {
    if (failure_) return traits_type::eof();
    if (stop_ && stop_()) return fail({Code::cancelled, "the export is told to stop"});
    const auto count = blobs_.read(key_, offset_, buffer_.data(), buffer_.size());
    if (!count) return fail(count.error());
    if (*count == 0) return traits_type::eof();
    offset_ += *count;
    setg(buffer_.data(), buffer_.data(), buffer_.data() + *count);
    return traits_type::to_int_type(buffer_[0]);
  }

 private:
  int_type fail(base::Error error) {
    failure_ = std::move(error);
    return traits_type::eof();
  }

  blobs::Store& blobs_;
  std::string key_;
  const std::function<bool()>& stop_;
  uint64_t offset_ = 0;
  std::optional<base::Error> failure_;
  std::array<char, 1 << 16> buffer_{};
};

}  // namespace

std::string file_name_problem(std::string_view name) {
  if (name.empty() || name.size() > 200) return "it has not 1 to 200 bytes";
  if (!base::is_utf8(name)) return "it is not UTF-8";
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
        std::string_view("\\:*?\"<>|").find(c) != std::string_view::npos)
      return "it has a character that not every file system takes";
  }
  for (const auto part : base::split(name, '/')) {
    if (part.empty() || part == "." || part == "..") return "it has an empty part, \".\" or \"..\"";
  }
  return {};
}

ExportFile::ExportFile(std::string path, blobs::Store& blobs, std::function<bool()> stop)
    : path_(std::move(path)),
      blobs_(blobs),
      stop_(std::move(stop)),
      out_(path_, std::ios::binary | std::ios::trunc),
      zip_(out_, true) {}

base::Result<std::string> ExportFile::Part::entry(std::string_view name) {
  if (const auto problem = file_name_problem(name); !problem.empty()) {
    return base::fail(Code::invalid, "\"" + std::string(name.substr(0, 200)) + "\" is no file name: " + problem);
  }
  if (!names_.insert(std::string(name)).second)
    return base::fail(Code::invalid, "the file " + std::string(name) + " was exported already");
  return owner_ + "/" + std::string(name);
}

base::Status ExportFile::Part::json(std::string_view name, std::string_view text) {
  if (auto sound = base::parse_json(text); !sound) return base::fail(sound.error());
  auto to = entry(name);
  return to ? file_.text(*to, text) : base::fail(to.error());
}

base::Status ExportFile::Part::blob(std::string_view name, std::string_view key) {
  auto to = entry(name);
  return to ? file_.add_blob(*to, key) : base::fail(to.error());
}

base::Status ExportFile::text(const std::string& entry, std::string_view text) {
  std::istringstream from{std::string(text)};
  return add(entry, from, true);
}

base::Status ExportFile::add_blob(const std::string& entry, std::string_view key) {
  BlobBuffer buffer(blobs_, std::string(key), stop_);
  std::istream from(&buffer);
  // Media does not get smaller.
  if (auto added = add(entry, from, false); !added) return added;
  if (buffer.failure()) return base::fail_while("exporting " + entry, *buffer.failure());
  return {};
}

base::Status ExportFile::add(const std::string& entry, std::istream& from, bool compress) {
  if (stop_ && stop_()) return base::fail(Code::cancelled, "the export is told to stop");
  if (!out_) return base::fail(Code::unavailable, "cannot write " + path_ + "; is the disk full?");
  try {
    zip_.addFile(from, Poco::DateTime(), Poco::Path(entry, Poco::Path::PATH_UNIX),
                 compress ? Poco::Zip::ZipCommon::CM_DEFLATE : Poco::Zip::ZipCommon::CM_STORE);
  } catch (const Poco::Exception& error) {
    return base::fail(Code::unavailable, "cannot write " + entry + " into " + path_ + ": " + error.displayText());
  }
  if (!out_) return base::fail(Code::unavailable, "cannot write " + path_ + "; is the disk full?");
  return {};
}

base::Status ExportFile::close() {
  try {
    zip_.close();
  } catch (const Poco::Exception& error) {
    return base::fail(Code::unavailable, "cannot end " + path_ + ": " + error.displayText());
  }
  out_.close();
  if (!out_) return base::fail(Code::unavailable, "cannot write " + path_ + "; is the disk full?");
  return {};
}

}  // namespace veza::privacy
