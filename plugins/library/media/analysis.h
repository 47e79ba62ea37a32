// What veza-analyse heard in a file, made fit to be stored.
#pragma once
#include <optional>
#include <string>

#include <veza/json.hpp>

#include "rules/fingerprint.h"

namespace veza::library {

struct Analysis {
  std::optional<double> bpm;
  std::optional<std::string> key;  // as rules/music.h spells it
  Fingerprint fingerprint;         // empty: none
};

// From the line that the program prints. What is missing or cannot be is left out.
Analysis analysis_from(const Json& line);

}  // namespace veza::library
