// The pictures of tracks as blobs: the one that was uploaded or embedded, and its sizes.
#pragma once
#include <string>
#include <string_view>

#include "services.h"

namespace veza::library {

struct CoverSizes {
  enum class Outcome {
    made,
    refused,     // the picture cannot be read, now or later
    unavailable  // the program could not be run
  };
  Outcome outcome = Outcome::unavailable;
  std::string problem;  // refused: a sentence's end ("is larger than …"); unavailable: for the log
};

// Makes the sizes of the picture that is kept under `picture_key`, and keeps them under `prefix` ("…/256"): JPEG, all
// or none. Runs veza-covers for at most twenty seconds. [worker]
CoverSizes make_cover_sizes(const Services& services, std::string_view picture_key, std::string_view type,
                            const std::string& prefix);

}  // namespace veza::library
