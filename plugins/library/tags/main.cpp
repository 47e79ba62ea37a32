// veza-tags FORMAT FILE COVER: prints the tags of FILE as one JSON object and writes its picture, if it has one, to
// COVER. Exit 0, or 1 when the file cannot be read, or 2 for wrong arguments.
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tags/tags.h"

namespace {

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: veza-tags FORMAT FILE COVER\n", stderr);
    return 2;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, 10);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_AS, rlim_t{512} << 20);
#endif
  try {
    const auto tags = veza::library::tags::read_tags(argv[2], argv[1]);
    if (!tags) return 1;
    bool cover = false;
    if (!tags->cover.empty()) {
      std::ofstream out(argv[3], std::ios::binary);
      out << tags->cover;
      cover = out.flush().good();
    }
    const nlohmann::json json{{"title", tags->title},
                              {"artist", tags->artist},
                              {"album", tags->album},
                              {"album_artist", tags->album_artist},
                              {"genre", tags->genre},
                              {"year", tags->year},
                              {"track_number", tags->track_number},
                              {"disc_number", tags->disc_number},
                              {"duration_ms", tags->duration_ms},
                              {"sample_rate", tags->sample_rate},
                              {"channels", tags->channels},
                              {"bit_depth", tags->bit_depth},
                              {"properties", tags->properties},
                              {"synced_lyrics", tags->synced_lyrics},
                              {"sha256", tags->sha256},
                              {"cover", cover}};
    std::puts(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "veza-tags: %s\n", error.what());
    return 1;
  }
  return 0;
}
