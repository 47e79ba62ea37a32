// Any bytes at all as a playlist file of each kind: a document with entries, or a sentence; what is written of it is
// read again.
#include <cstdint>
#include <cstdlib>

#include "playlists/formats/document.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace veza::library;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  sniff_playlist(bytes);
  for (const auto format : {PlaylistFormat::m3u8, PlaylistFormat::jspf, PlaylistFormat::xspf}) {
    const auto parsed = parse_playlist(format, bytes);
    if (const auto* problem = std::get_if<std::string>(&parsed)) {
      if (problem->empty()) std::abort();
      continue;
    }
    const auto& document = std::get<PlaylistDocument>(parsed);
    if (document.entries.empty() || document.entries.size() > most_entries) std::abort();
    const auto again = parse_xspf(write_xspf(document));
    const auto* read = std::get_if<PlaylistDocument>(&again);
    if (!read || read->entries.size() != document.entries.size()) std::abort();
  }
  return 0;
}
