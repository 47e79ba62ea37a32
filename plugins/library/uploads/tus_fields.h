// The header fields of tus 1.0.0 (https://tus.io/protocols/resumable-upload), as strangers send them. Plain functions.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace veza::library::tus {

// Upload-Offset, Upload-Length: decimal digits only, less than 2^53 (what JSON and JavaScript can say).
std::optional<int64_t> parse_size(std::string_view text);

// Upload-Metadata: "key base64,key base64"; a key without a value has an empty one. Nothing when it is malformed: an
// empty key or one with anything but visible ASCII, a key twice, what is no base64, more than 32 pairs. The bytes of
// values are as sent.
using Pairs = std::map<std::string, std::string, std::less<>>;
std::optional<Pairs> parse_metadata(std::string_view field);

// Upload-Checksum: "sha1 base64". Nothing when malformed; `bytes` has any length.
struct Checksum {
  std::string algorithm;  // as sent
  std::string bytes;
};
std::optional<Checksum> parse_checksum(std::string_view field);

// Base64 with its padding (RFC 4648 section 4) and nothing else.
std::optional<std::string> from_base64(std::string_view text);

// IMF-fixdate (RFC 9110 section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT", rounded up to whole seconds.
std::string http_date(int64_t epoch_ms);

}  // namespace veza::library::tus
