// The tables of acoustic fingerprints: what each track sounds like, and which tracks of one person are one recording.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "rules/fingerprint.h"
#include "store/track.h"

namespace veza::library {

class Fingerprints {
 public:
  // Somebody listened to the track, whatever came of it.
  static bool has(const Tx& tx, std::string_view track_id);

  // Keeps what the track sounds like, and finds its owner's other tracks that are the same recording. Those who do this
  // do it one after the other, so that of two at once one sees the other.
  static void put(const Tx& tx, const Track& track, const Fingerprint& fingerprint);
  static void remove(const Tx& tx, std::string_view track_id);

  // One recording in several files.
  struct Group {
    std::string id;
    int64_t count = 0;
    double confidence = 0;  // of the least certain of them
  };
  // In the order of the groups' ids behind `after`.
  static std::vector<Group> groups(const Db& db, std::string_view owner_id, std::string_view after, int64_t limit);
};

}  // namespace veza::library
