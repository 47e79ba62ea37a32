#include "playlists/matching.h"

#include <algorithm>
#include <cstdlib>

#include "rules/text.h"

namespace veza::library {
namespace {

constexpr int64_t same_length_ms = 3000;

int64_t apart(const Entry& entry, const Candidate& candidate) {
  if (entry.duration_ms == 0 || candidate.duration_ms == 0) return 0;
  return std::llabs(entry.duration_ms - candidate.duration_ms);
}

}  // namespace

std::optional<std::string> match(const Entry& entry, const Catalogue& catalogue) {
  const auto first = [](const std::vector<Candidate>& found) {
    return found.empty() ? std::optional<std::string>() : found.front().id;
  };
  if (!entry.track_id.empty()) {
    if (auto id = first(catalogue.by_id(entry.track_id))) return id;
  }
  if (!entry.mb_recording_id.empty()) {
    if (auto id = first(catalogue.by_recording(entry.mb_recording_id))) return id;
  }
  if (!entry.isrc.empty()) {
    if (auto id = first(catalogue.by_isrc(entry.isrc))) return id;
  }
  const std::string title = fold(entry.title);
  if (title.empty()) return std::nullopt;
  auto found = catalogue.by_title(title);
  const std::string artist = fold(entry.creator);
  std::erase_if(found, [&](const Candidate& each) {
    return each.title_key != title || (!artist.empty() && each.artist_key != artist) ||
           apart(entry, each) > same_length_ms;
  });
  if (found.empty()) return std::nullopt;
  if (artist.empty() && found.size() > 1) return std::nullopt;
  return std::min_element(found.begin(), found.end(),
                          [&](const Candidate& a, const Candidate& b) { return apart(entry, a) < apart(entry, b); })
      ->id;
}

}  // namespace veza::library
