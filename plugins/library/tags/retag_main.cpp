// veza-retag FORMAT FILE EDITS [COVER TYPE]: writes the tags that the JSON file EDITS names ({"TITLE": ["…"], …}) into
// FILE, with the picture COVER ("-" for none), and prints {"sha256": "…"} of what it has become, or {"problem": "…"}.
// Exit 0 in both cases, or 1 when EDITS or COVER cannot be read, or 2 for wrong arguments.
#include <process/confined_program.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>

#include "tags/file_hash.h"
#include "tags/write.h"

namespace {

using veza::library::tags::Edits;

std::string read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  in.exceptions(std::ios::badbit | std::ios::failbit);
  return {std::istreambuf_iterator<char>(in), {}};
}

Edits read_edits(int argc, char** argv) {
  Edits out;
  out.properties = nlohmann::json::parse(read_file(argv[3])).get<decltype(out.properties)>();
  if (argc != 6) return out;
  out.cover = std::string_view(argv[4]) == "-" ? Edits::Picture{} : Edits::Picture{read_file(argv[4]), argv[5]};
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 6) {
    std::fputs("usage: veza-retag FORMAT FILE EDITS [COVER TYPE]\n", stderr);
    return 2;
  }
  if (!veza::process::confine({.memory_bytes = 512ULL << 20, .cpu_seconds = 60})) {
    std::perror("veza-retag");
    return 2;
  }
  try {
    const auto problem = veza::library::tags::write_tags(argv[2], argv[1], read_edits(argc, argv));
    const auto answer = problem.empty() ? nlohmann::json{{"sha256", veza::library::tags::file_hash(argv[2])}}
                                        : nlohmann::json{{"problem", problem}};
    std::puts(answer.dump().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "veza-retag: %s\n", error.what());
    return 1;
  }
  return 0;
}
