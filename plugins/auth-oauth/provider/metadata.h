// What an OpenID provider says about itself (OpenID Connect Discovery 1.0, RFC 8414).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <veza/log.hpp>
#include <veza/outbound.hpp>

#include "guarded.h"
#include "provider/provider.h"

namespace veza::oauth {

struct Metadata {
  std::string authorize, token, jwks, user_info, end_session;  // the last two may be empty
  bool sends_iss = false;                                      // RFC 9207
  bool basic_auth = true;  // takes the client's secret as HTTP Basic; else in the form
};

// Where the document is: the address of OpenID Connect, then that of RFC 8414.
std::vector<std::string> metadata_urls(std::string_view issuer);

// The document of `issuer`, or what is wrong with it: another issuer (a mix-up), an endpoint missing or not secure.
std::variant<Metadata, std::string> parse_metadata(std::string_view text, std::string_view issuer);

// Fetched when first asked for, again after an hour; one that cannot be fetched any more serves on for a day.
class MetadataCache {
 public:
  MetadataCache(const Provider& provider, const Outbound& outbound) : provider_(provider), outbound_(outbound) {}
  // Throws Failure("provider_unavailable"). [worker]
  Metadata get();

 private:
  struct Known {
    std::optional<Metadata> metadata;
    int64_t fetched_ms = 0;
  };
  Metadata fetch() const;

  const Provider& provider_;
  const Outbound& outbound_;
  Guarded<Known> known_;
};

}  // namespace veza::oauth
