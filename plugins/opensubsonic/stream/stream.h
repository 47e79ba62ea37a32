// The method "stream": a song as it is, or converted on the way.
#pragma once
#include "methods/method.h"

namespace veza::opensubsonic {

// The file as it was uploaded. Throws Failure when the caller may not have it.
InnerReply original(const Site& site, const std::string& track_id);

Response stream(const Call& call);

}  // namespace veza::opensubsonic
