// Which tracks (`t` in the SQL) somebody may read or have listed: the rules of visibility.h as conditions.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "rules/visibility.h"

namespace veza::library {

// Puts a value among a statement's parameters and gives its "$n".
using AddValue = std::function<std::string(std::string)>;

// What is not private, and one's own; a failed one for its owner.
inline std::string readable_tracks(const Viewer& viewer, const AddValue& add) {
  if (reads_any(viewer)) return "1 = 1";
  const std::string open = "(t.visibility <> 'private' AND t.status <> 'failed')";
  if (!reads_own(viewer)) return open;
  return "(" + open + " OR t.owner_id = " + add(std::string(viewer.user_id)) + ")";
}

// The same without what is unlisted: who found it did not get its address.
inline std::string listed_tracks(const Viewer& viewer, const AddValue& add) {
  if (reads_any(viewer)) return "1 = 1";
  const std::string open = "(t.visibility = 'public' AND t.status <> 'failed')";
  if (!reads_own(viewer)) return open;
  return "(" + open + " OR t.owner_id = " + add(std::string(viewer.user_id)) + ")";
}

// readable_tracks with the parameters of a statement that are all text.
inline std::string readable_tracks_of(const Viewer& viewer, std::vector<std::string>& values) {
  return readable_tracks(viewer, [&](std::string value) {
    values.push_back(std::move(value));
    return "$" + std::to_string(values.size());
  });
}

}  // namespace veza::library
