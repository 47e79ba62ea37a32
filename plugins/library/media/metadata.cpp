#include "media/metadata.h"

#include <process/child.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "media/tag_properties.h"
#include "rules/changes.h"
#include "rules/cover_sizes.h"
#include "rules/lyrics.h"
#include "rules/text.h"

namespace veza::library {
namespace {

constexpr int deadline_ms = 10000;

std::optional<std::string> text(const Json& tags, const char* key, size_t max) {
  const auto found = tags.find(key);
  if (found == tags.end() || !found->is_string()) return std::nullopt;
  auto clean = clean_text(found->get_ref<const std::string&>(), max);
  return clean.empty() ? std::nullopt : std::optional(std::move(clean));
}

std::optional<int64_t> number(const Json& tags, const char* key, int64_t max) {
  const auto found = tags.find(key);
  if (found == tags.end() || !found->is_number_integer()) return std::nullopt;
  const auto value = found->get<int64_t>();
  return value >= 1 && value <= max ? std::optional(value) : std::nullopt;
}

std::string plain_text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string read_whole(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error || size > max_cover) return {};
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Metadata metadata_from(const Json& tags) {
  Metadata out;
  if (!tags.is_object()) return out;
  out.title = text(tags, "title", max_title);
  out.artist = text(tags, "artist", max_name);
  out.album = text(tags, "album", max_name);
  out.album_artist = text(tags, "album_artist", max_name);
  out.genre = text(tags, "genre", max_genre);
  out.year = number(tags, "year", 9999);
  out.track_number = number(tags, "track_number", 9999);
  out.disc_number = number(tags, "disc_number", 999);
  out.duration_ms = number(tags, "duration_ms", int64_t{1000} * 3600 * 24 * 7);
  out.sample_rate = number(tags, "sample_rate", 10'000'000);
  out.channels = number(tags, "channels", 256);
  out.bit_depth = number(tags, "bit_depth", 64);
  const auto hash = tags.find("sha256");
  if (hash != tags.end() && hash->is_string() && hash->get_ref<const std::string&>().size() == 64) {
    out.content_hash = hash->get<std::string>();
  }
  const auto properties = tags.find("properties");
  read_properties(properties == tags.end() ? Json::object() : *properties, out);
  if (out.synced_lyrics.empty()) out.synced_lyrics = clean_lines(plain_text(tags, "synced_lyrics"), max_lyrics);
  return out;
}

FileTags read_file_tags(const std::string& program, Format format, const std::string& path,
                        const std::string& cover_file) {
  FileTags out;
  try {
    process::Child child({program, {std::string(format_name(format)), path, cover_file}, {"LC_ALL=C.UTF-8"}, ""});
    const auto line = child.next_line(-1, deadline_ms);
    if (line.kind != process::Line::Kind::text) child.kill();
    const auto [code, signal] = child.wait(deadline_ms);
    const Json json = line.kind == process::Line::Kind::text ? parse_json(line.text) : Json();
    if (json.is_object() && code == 0 && signal == 0) {
      out.read = true;
      out.metadata = metadata_from(json);
      if (json.value("cover", false)) out.cover = read_whole(cover_file);
    } else {
      out.problem = signal != 0 ? "veza-tags ended by signal " + std::to_string(signal)
                                : "veza-tags ended with status " + std::to_string(code);
    }
  } catch (const std::system_error& error) {
    out.problem = error.what();
  }
  std::error_code ignored;
  std::filesystem::remove(cover_file, ignored);
  out.cover_type = picture_type(out.cover);
  if (out.cover_type.empty()) out.cover.clear();
  return out;
}

std::string_view picture_type(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.substr(0, 3) == "\xFF\xD8\xFF"sv) return "image/jpeg";
  if (bytes.substr(0, 8) == "\x89PNG\r\n\x1A\n"sv) return "image/png";
  if (bytes.size() >= 12 && bytes.substr(0, 4) == "RIFF"sv && bytes.substr(8, 4) == "WEBP"sv) return "image/webp";
  return "";
}

bool picture_is_whole(std::string_view bytes) {
  using namespace std::string_view_literals;
  const auto type = picture_type(bytes);
  if (type == "image/png") return bytes.rfind("IEND\xAE\x42\x60\x82"sv) != std::string_view::npos;
  if (type == "image/jpeg") return bytes.rfind("\xFF\xD9"sv) != std::string_view::npos;
  if (type != "image/webp") return false;
  uint64_t size = 8;
  for (size_t i = 0; i < 4; ++i) size += uint64_t{static_cast<unsigned char>(bytes[4 + i])} << (8 * i);
  return bytes.size() >= size;
}

}  // namespace veza::library
