// Who may know of, read and change a track. Plain rules over plain values.
#pragma once
#include <string_view>

namespace veza::library {

// Who asks: the id is empty for a guest.
struct Viewer {
  std::string_view user_id;
  bool reads_any = false;    // has track:read_any
  bool updates_any = false;  // has track:update_any
  bool deletes_any = false;  // has track:delete_any
};

// What a rule needs to know of a track.
struct Ownership {
  std::string_view owner_id;
  bool is_public = false;
};

enum class Access {
  granted,
  forbidden,  // may read it, but not do this
  hidden      // must not learn that it exists
};

inline bool owns(const Viewer& viewer, const Ownership& track) {
  return !viewer.user_id.empty() && viewer.user_id == track.owner_id;
}

inline Access may_read(const Viewer& viewer, const Ownership& track) {
  return track.is_public || viewer.reads_any || owns(viewer, track) ? Access::granted : Access::hidden;
}

// Those who may change any track are told of it even when they may not read it.
inline Access may_change(const Viewer& viewer, const Ownership& track, bool any) {
  if (any || owns(viewer, track)) return Access::granted;
  return may_read(viewer, track) == Access::granted ? Access::forbidden : Access::hidden;
}
inline Access may_edit(const Viewer& viewer, const Ownership& track) {
  return may_change(viewer, track, viewer.updates_any);
}
inline Access may_delete(const Viewer& viewer, const Ownership& track) {
  return may_change(viewer, track, viewer.deletes_any);
}

}  // namespace veza::library
