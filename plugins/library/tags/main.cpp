// veza-tags FORMAT FILE COVER: prints the tags of FILE as one JSON object and writes its picture, if it has one, to
// COVER. Exit 0, or 1 when the file cannot be read, or 2 for wrong arguments.
// veza-tags --many LIST FOLDER: a line for each file of a list, with the format that its bytes say it has, without its
// hash; or {"problem": "is a ZIP archive"}.
#include <process/confined_program.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "media/sniff.h"
#include "tags/mapped_file.h"
#include "tags/tags.h"

namespace {

nlohmann::json to_json(const veza::library::tags::Tags& tags, bool cover) {
  return {{"title", tags.title},
          {"artist", tags.artist},
          {"album", tags.album},
          {"album_artist", tags.album_artist},
          {"genre", tags.genre},
          {"year", tags.year},
          {"track_number", tags.track_number},
          {"disc_number", tags.disc_number},
          {"duration_ms", tags.duration_ms},
          {"sample_rate", tags.sample_rate},
          {"channels", tags.channels},
          {"bit_depth", tags.bit_depth},
          {"properties", tags.properties},
          {"synced_lyrics", tags.synced_lyrics},
          {"sha256", tags.sha256},
          {"cover", cover}};
}

void print(const nlohmann::json& json) {
  std::puts(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

bool write_cover(const std::string& bytes, const std::string& path) {
  if (bytes.empty()) return false;
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  return out.flush().good();
}

// One of many: whatever is wrong with it stands in its line.
nlohmann::json read_one(const std::string& path, const std::string& cover) {
  using namespace veza::library;
  try {
    const tags::MappedFile file(path);
    if (!file.problem().empty()) return {{"problem", file.problem()}};
    const auto sniffed = sniff(file.bytes());
    if (!sniffed.format) return {{"problem", "is " + sniffed.looks_like}};
    const std::string format(format_name(*sniffed.format));
    const auto found = tags::read_tags(path, format, tags::Hash::no);
    if (!found) return {{"problem", "could not be read"}};
    auto json = to_json(*found, write_cover(found->cover, cover));
    json["format"] = format;
    return json;
  } catch (const std::exception& error) {
    return {{"problem", std::string("could not be read: ") + error.what()}};
  }
}

// LIST holds paths, each ended by a NUL; the picture of the nth of them goes to FOLDER/n.cover.
int read_many(const char* list, const std::string& folder) {
  std::ifstream in(list, std::ios::binary);
  std::string path;
  for (size_t index = 0; std::getline(in, path, '\0'); ++index) {
    print(read_one(path, folder + "/" + std::to_string(index) + ".cover"));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: veza-tags FORMAT FILE COVER\n       veza-tags --many LIST FOLDER\n", stderr);
    return 2;
  }
  const bool many = std::strcmp(argv[1], "--many") == 0;
  // Of many, whoever waits for their lines sees to the time each takes.
  if (!veza::process::confine({.memory_bytes = (many ? 1024ULL : 512ULL) << 20, .cpu_seconds = many ? 600U : 10U})) {
    std::perror("veza-tags");
    return 2;
  }
  if (many) return read_many(argv[2], argv[3]);
  try {
    const auto tags = veza::library::tags::read_tags(argv[2], argv[1]);
    if (!tags) return 1;
    print(to_json(*tags, write_cover(tags->cover, argv[3])));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "veza-tags: %s\n", error.what());
    return 1;
  }
  return 0;
}
