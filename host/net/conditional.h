// What of a request decides the form of its response: conditions (RFC 9110 section 13), ranges, encodings. Taken from
// the head before the handler gets (and consumes) the request.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "net/head_check.h"

namespace veza::net {

struct Conditions {
  bool head = false;  // the method is HEAD
  bool get = false;   // … GET
  bool accepts_gzip = false;
  std::optional<std::string> if_match, if_none_match, if_modified_since, if_unmodified_since, if_range, range;
};

Conditions conditions_of(const Head& head);

enum class Verdict { proceed, not_modified, failed };  // as usual, 304, 412

// For GET and HEAD of a representation with this ETag and Last-Modified (either may be empty), in the order of
// section 13.2.2. Other methods proceed: what they guard is the handler's business.
Verdict evaluate(const Conditions& conditions, std::string_view etag, std::string_view last_modified);

// Whether a Range is to be honoured in view of If-Range (section 13.1.5): strong comparison, or the exact date.
bool range_applies(const Conditions& conditions, std::string_view etag, std::string_view last_modified);

// Whether an Accept-Encoding field lets gzip be used ("gzip;q=0" does not, "*" does).
bool accepts_gzip(std::string_view field);

}  // namespace veza::net
