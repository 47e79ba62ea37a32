// Access tokens as anybody may send them: taking one apart and looking at its claims must not fail in any other way
// than by saying no.
#include <cstdint>
#include <string>

#include "base/crypto.h"
#include "identity/jwt.h"

using namespace veza::identity;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  (void)parse_jwt(input);
  // The same bytes as the JSON inside, which the encoding would hide from the mutations.
  const std::string header = veza::base::base64url(R"({"alg":"RS256","kid":"k","typ":"JWT"})");
  if (const auto jwt = parse_jwt(header + "." + veza::base::base64url(input) + ".AAAA"))
    (void)check_claims(jwt->claims, {"veza", "veza", 1'800'000'000});
  (void)parse_jwt(veza::base::base64url(input) + "." + header + ".AAAA");
  return 0;
}
