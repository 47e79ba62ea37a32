#include "rules/id_token.h"

#include <algorithm>

#include "rules/bytes.h"

namespace veza::oauth {
namespace {

constexpr size_t longest_subject = 255;        // OpenID Connect Core section 2
constexpr int64_t last_second = 253402300799;  // of the year 9999

const std::string* text(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() ? &found->get_ref<const std::string&>() : nullptr;
}

// NumericDate (RFC 7519 section 2): seconds, maybe with a fraction.
std::optional<int64_t> seconds(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const auto value = found->get<double>();
  if (!(value >= 0 && value <= static_cast<double>(last_second))) return std::nullopt;
  return static_cast<int64_t>(value);
}

std::optional<std::string> audience_problem(const Json& claims, const std::string& client_id) {
  const auto aud = claims.find("aud");
  if (aud == claims.end()) return "has no audience";
  size_t count = 1;
  bool ours = aud->is_string() && *aud == client_id;
  if (aud->is_array()) {
    count = aud->size();
    for (const auto& each : *aud) {
      if (!each.is_string()) return "has an audience that is no text";
      ours = ours || each == client_id;
    }
  }
  if (!ours) return "is for somebody else";
  if (claims.contains("azp")) {
    const auto* azp = text(claims, "azp");
    if (!azp || *azp != client_id) return "was issued to somebody else";
  } else if (count > 1) {
    return "has several audiences and does not say to whom it was issued";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> claims_problem(const Json& claims, const ExpectedToken& expected) {
  if (!claims.is_object()) return "holds no claims";
  const auto* issuer = text(claims, "iss");
  if (!issuer || *issuer != expected.issuer) return "is of another issuer";
  if (auto problem = audience_problem(claims, expected.client_id)) return problem;
  const auto expires = seconds(claims, "exp"), issued = seconds(claims, "iat");
  if (!expires || expected.now_s >= *expires + clock_skew_s) return "has expired";
  if (!issued || *issued > expected.now_s + clock_skew_s) return "was issued in the future";
  if (claims.contains("nbf")) {
    const auto begins = seconds(claims, "nbf");
    if (!begins || *begins > expected.now_s + clock_skew_s) return "is not valid yet";
  }
  const auto* nonce = text(claims, "nonce");
  if (!nonce || !equal_constant_time(*nonce, expected.nonce)) return "does not belong to this sign-in";
  const auto* subject = text(claims, "sub");
  const bool plain =
      subject && std::none_of(subject->begin(), subject->end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (!plain || subject->empty() || subject->size() > longest_subject) return "does not say whom it is about";
  return std::nullopt;
}

}  // namespace veza::oauth
