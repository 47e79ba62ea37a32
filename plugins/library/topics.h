// Who may subscribe to what over the WebSocket: "track.<id>" whoever may read the track, "user.<id>" that user.
#pragma once
#include "services.h"

namespace veza::library {

inline void add_topics(Services& services) {
  services.sockets.topic("track.", [&services](const Principal& principal, std::string_view topic) {
    const auto track = services.tracks.find(topic.substr(std::string_view("track.").size()));
    return track && may_read(viewer_of(principal), track->ownership()) == Access::granted;
  });
  services.sockets.topic("user.", [](const Principal& principal, std::string_view topic) {
    const auto user = topic.substr(std::string_view("user.").size());
    return !user.empty() && principal.may("account:read", user);
  });
}

}  // namespace veza::library
