// Who may know of, read and change a track. Plain rules over plain values.
#pragma once
#include <functional>
#include <optional>
#include <string_view>

namespace veza::library {

// "public": everybody may read it, and lists show it. "unlisted": everybody who has its address may read it.
// "private": its owner and moderators.
enum class Visibility { listed, unlisted, closed };

inline std::string_view visibility_name(Visibility visibility) {
  return visibility == Visibility::listed ? "public" : visibility == Visibility::unlisted ? "unlisted" : "private";
}
inline std::optional<Visibility> visibility_named(std::string_view name) {
  for (const auto each : {Visibility::listed, Visibility::unlisted, Visibility::closed}) {
    if (name == visibility_name(each)) return each;
  }
  return std::nullopt;
}

// Whether somebody may do `permission` to what `owner_id` owns, nobody's with an empty id: the host's answer
// (veza::Principal::may).
using May = std::function<bool(std::string_view permission, std::string_view owner_id)>;

// Who asks: the id is empty for a guest.
struct Viewer {
  std::string_view user_id;
  May may;
};

// What a rule needs to know of a track.
struct Ownership {
  std::string_view owner_id;
  bool is_public = false;  // everybody may read it: public or unlisted
};

enum class Access {
  granted,
  forbidden,  // may read it, but not do this
  hidden      // must not learn that it exists
};

// Reading what is public takes nothing.
inline Access may_read(const Viewer& viewer, const Ownership& track) {
  return track.is_public || viewer.may("track:read", track.owner_id) ? Access::granted : Access::hidden;
}
inline bool reads_any(const Viewer& viewer) { return viewer.may("track:read", {}); }
inline bool reads_own(const Viewer& viewer) {
  return !viewer.user_id.empty() && viewer.may("track:read", viewer.user_id);
}

// Those who may change any track are told of it even when they may not read it.
inline Access may_change(const Viewer& viewer, const Ownership& track, std::string_view permission) {
  if (viewer.may(permission, track.owner_id)) return Access::granted;
  return may_read(viewer, track) == Access::granted ? Access::forbidden : Access::hidden;
}
inline Access may_edit(const Viewer& viewer, const Ownership& track) {
  return may_change(viewer, track, "track:update");
}
inline Access may_delete(const Viewer& viewer, const Ownership& track) {
  return may_change(viewer, track, "track:delete");
}

}  // namespace veza::library
