#include "scan/tag_batch.h"

#include <process/child.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "rules/cover_sizes.h"

namespace veza::library::scan {
namespace {

namespace fs = std::filesystem;
constexpr int deadline_ms = 10'000;

std::string read_cover(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error || size > max_cover) return {};
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

FileReading reading_from(const Json& json, const fs::path& cover) {
  FileReading out;
  out.format = format_named(json.value("format", ""));
  if (!out.format) {
    out.problem = json.value("problem", "could not be read");
    return out;
  }
  out.metadata = metadata_from(json);
  if (json.value("cover", false)) out.cover = read_cover(cover);
  out.cover_type = picture_type(out.cover);
  if (out.cover_type.empty()) out.cover.clear();
  return out;
}

// The paths from `begin` on, as the program is given them. Throws std::system_error.
void write_list(const fs::path& file, const std::vector<std::string>& paths, size_t begin) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  for (size_t i = begin; i < paths.size(); ++i) out << paths[i] << '\0';
  if (!out.flush()) throw std::system_error(std::make_error_code(std::errc::io_error), "writing " + file.string());
}

// Reads on from `readings`.size() for as long as the process lives.
void read_some(const std::string& program, const std::vector<std::string>& paths, const fs::path& scratch,
               const std::function<bool()>& stop, std::vector<FileReading>& readings) {
  const fs::path list = scratch / "files";
  const size_t begin = readings.size();
  write_list(list, paths, begin);
  process::Child child({program, {"--many", list.string(), scratch.string()}, {"LC_ALL=C.UTF-8"}, ""});
  while (readings.size() < paths.size() && !stop()) {
    const auto line = child.next_line(-1, deadline_ms);
    const fs::path cover = scratch / (std::to_string(readings.size() - begin) + ".cover");
    if (line.kind == process::Line::Kind::text) {
      const Json json = parse_json(line.text);
      readings.push_back(reading_from(json.is_object() ? json : Json::object(), cover));
    } else {
      child.kill();
      readings.push_back({});
      readings.back().problem = line.kind == process::Line::Kind::timed_out
                                    ? "takes too long to read"
                                    : "could not be read: its reader ended at it";
    }
    std::error_code ignored;
    fs::remove(cover, ignored);
    if (line.kind != process::Line::Kind::text) return;
  }
}

}  // namespace

std::vector<FileReading> read_tag_batch(const std::string& program, const std::vector<std::string>& paths,
                                        const std::string& scratch, const std::function<bool()>& stop) {
  std::vector<FileReading> readings;
  readings.reserve(paths.size());
  fs::create_directories(scratch);
  while (readings.size() < paths.size() && !stop()) read_some(program, paths, scratch, stop, readings);
  std::error_code ignored;
  fs::remove_all(scratch, ignored);
  return readings;
}

}  // namespace veza::library::scan
