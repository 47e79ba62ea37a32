// Whatever a provider calls an id_token, or a set of keys.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "jose/jws.h"
#include "rules/id_token.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace veza::oauth;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // The first half as keys, the rest as a token they are tried on; and all of it as either.
  const auto keys = parse_jwks(text.substr(0, size / 2)).value_or(parse_jwks(text).value_or(std::vector<Jwk>()));
  for (const auto token : {text, text.substr(size / 2)}) {
    const auto verified =
        verify(token, {"RS256", "ES256", "EdDSA"}, [&](std::string_view) -> std::vector<Jwk> { return keys; });
    if (!verified.problem.empty()) continue;
    (void)claims_problem(verified.payload, {"https://issuer.example", "client", "nonce", 1'700'000'000});
  }
  if (const auto jws = parse_jws(text)) (void)claims_problem(jws->payload, {"i", "c", "n", 0});
  return 0;
}
