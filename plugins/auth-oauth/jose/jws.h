// Signed tokens in compact form (RFC 7515 section 7.1), with the algorithms pinned: the token's header says which of
// the allowed ones it is, never whether it needs a signature, and never where its key comes from.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jose/jwk.h"

namespace veza::oauth {

inline constexpr size_t longest_token = 64U << 10;

struct Jws {
  std::string algorithm, kid;  // kid may be empty
  Json payload;
  std::string signed_part, signature;
};

// Nothing when it is malformed: not three parts of base64url, no JSON objects, "crit" or "b64" in the header
// (extensions we do not know), too long. Checks no signature.
std::optional<Jws> parse_jws(std::string_view token);

// The algorithms a provider may be configured with.
bool is_known_algorithm(std::string_view algorithm);

// Whether the key signed the token with the algorithm its header names. The key's kind decides what is computed.
bool signed_by(const Jws& jws, const Jwk& key);

// Gives the keys that may have signed it: those with this kid, or all when it is empty.
using FindKeys = std::function<std::vector<Jwk>(std::string_view kid)>;

// The payload when one of the keys signed the token with one of the allowed algorithms; else what is wrong, as the end
// of "the id_token …".
struct Verified {
  Json payload = nullptr;
  std::string problem = {};  // empty: verified
};
Verified verify(std::string_view token, const std::vector<std::string>& allowed, const FindKeys& find_keys);

}  // namespace veza::oauth
