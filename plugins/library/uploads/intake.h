// How a file becomes a track, whichever way it came: what it is, what its tags say, what the site's policy says, and
// one transaction for the track, its event, its audit entry and its transcode job.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "rules/changes.h"
#include "services.h"

namespace veza::library {

struct Arrival {
  std::string file_name;   // as sent
  Changes fields;          // what the client said of it; the tags fill in the rest
  std::string_view bytes;  // the whole file, mapped when it is large
  // Puts the file there, durable. Called once.
  std::function<void(const std::string& key)> store;
  // Belongs into the transaction that makes the track; what it throws (HttpError too) undoes everything.
  std::function<void(const Tx& tx, const Track& track)> along;
};

// The track, committed. Throws HttpError 415 for what is no audio, 403 for what the policy refuses, and Error; then
// nothing is left of it. [worker]
Track take_in(const Services& services, const Request& request, const Arrival& arrival);

}  // namespace veza::library
