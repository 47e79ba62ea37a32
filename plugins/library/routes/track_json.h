// Tracks as the API gives them, with the names of their owners.
#pragma once
#include <map>
#include <vector>

#include "services.h"

namespace veza::library {

inline Json tracks_json(const Services& services, const std::vector<Track>& tracks) {
  std::map<std::string, std::string> names;
  Json out = Json::array();
  for (const Track& track : tracks) {
    const auto [name, is_new] = names.try_emplace(track.owner_id);
    if (is_new) name->second = owner_name(services, track.owner_id);
    out.push_back(to_json(track, name->second));
  }
  return out;
}

// The meta of a list.
inline Json page_meta(int64_t per_page, int64_t found, const std::optional<std::string>& next_cursor) {
  return {{"per_page", per_page},
          {"total", std::min(found, exact_total)},
          {"total_is_exact", found <= exact_total},
          {"next_cursor", next_cursor ? Json(*next_cursor) : Json()}};
}

}  // namespace veza::library
