#include "identity/jwt.h"

#include <cmath>
#include <optional>
#include <set>

#include "base/crypto.h"
#include "base/id.h"

namespace veza::identity {
namespace {

using base::Json;

auto bad(const char* why) {
  return base::fail(base::Code::unauthorized, std::string("the access token is malformed: ") + why);
}

// An object in which no name comes twice: two readers must not see two different tokens.
std::optional<Json> strict_object(const std::string& text) {
  if (!base::parse_json(text)) return std::nullopt;
  std::vector<std::set<std::string>> open;
  bool twice = false;
  const auto watch = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second) twice = true;
    if (event == Json::parse_event_t::object_end) open.pop_back();
    return true;
  };
  Json value = Json::parse(text, watch, false);
  if (twice || !value.is_object()) return std::nullopt;
  return value;
}

std::string_view text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  return found->get_ref<const std::string&>();
}

// A NumericDate as whole seconds; nothing when it is missing, no number or beyond any sensible date.
std::optional<int64_t> date_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  if (!std::isfinite(value) || value < 0 || value > 253'402'300'799.0) return std::nullopt;
  return static_cast<int64_t>(value);
}

}  // namespace

base::Result<Jwt> parse_jwt(std::string_view text) {
  if (text.size() > max_jwt_bytes) return bad("it is too long");
  const size_t first = text.find('.');
  const size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos)
    return bad("it does not have three parts");
  const auto header_text = base::base64url_decode(text.substr(0, first));
  const auto claims_text = base::base64url_decode(text.substr(first + 1, second - first - 1));
  auto signature = base::base64url_decode(text.substr(second + 1));
  if (!header_text || !claims_text || !signature) return bad("a part is not base64url");
  const auto header = strict_object(*header_text);
  if (!header) return bad("its header is not a JSON object");
  if (text_of(*header, "alg") != "RS256") return bad("its algorithm is not RS256");
  if (header->contains("typ") && text_of(*header, "typ") != "JWT") return bad("its type is not JWT");
  if (header->contains("crit")) return bad("it asks for extensions");
  const std::string_view kid = text_of(*header, "kid");
  if (kid.empty() || kid.size() > 64) return bad("it names no key");
  auto claims = strict_object(*claims_text);
  if (!claims) return bad("its claims are not a JSON object");
  return Jwt{std::string(kid), std::move(*claims), text.substr(0, second), std::move(*signature)};
}

std::string jwt_signing_input(std::string_view kid, const Json& claims) {
  const Json header{{"alg", "RS256"}, {"kid", kid}, {"typ", "JWT"}};
  return base::base64url(base::to_text(header)) + "." + base::base64url(base::to_text(claims));
}

ClaimFault check_claims(const Json& claims, const JwtExpectation& expected) {
  if (text_of(claims, "iss") != expected.issuer || text_of(claims, "aud") != expected.audience)
    return ClaimFault::other;
  for (const char* name : {"sub", "sid", "jti"})
    if (!base::is_id(text_of(claims, name))) return ClaimFault::other;
  const auto exp = date_of(claims, "exp");
  const auto iat = date_of(claims, "iat");
  if (!exp || !iat || *iat > expected.now_s + expected.leeway_s) return ClaimFault::other;
  if (claims.contains("nbf")) {
    const auto nbf = date_of(claims, "nbf");
    if (!nbf || *nbf > expected.now_s + expected.leeway_s) return ClaimFault::other;
  }
  return *exp <= expected.now_s ? ClaimFault::expired : ClaimFault::none;
}

}  // namespace veza::identity
