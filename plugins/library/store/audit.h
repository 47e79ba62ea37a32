// What the audit log says of a track: who owns it, what it is called, who may hear it.
#pragma once
#include <veza/json.hpp>

#include "store/track.h"

namespace veza::library {

inline Json audit_state(const Track& track) {
  return {{"owner_id", track.owner_id},
          {"title", track.title},
          {"artist", track.artist ? Json(*track.artist) : Json()},
          {"album", track.album ? Json(*track.album) : Json()},
          {"visibility", visibility_name(track.visibility)}};
}

}  // namespace veza::library
