#include "jose/jws.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "rules/bytes.h"

namespace veza::oauth {
namespace {

constexpr size_t most_tries = 5;  // keys tried for a token without kid
constexpr size_t es256_half = 32;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::optional<Json> object_of(std::string_view part) {
  const auto text = base64url_decode(part);
  if (!text) return std::nullopt;
  Json json = parse_json(*text);
  if (!json.is_object()) return std::nullopt;
  return json;
}

// R and S one after the other (RFC 7518 section 3.4) as the DER that OpenSSL reads; empty when they are not 64 bytes.
std::string der_signature(std::string_view raw) {
  if (raw.size() != 2 * es256_half) return {};
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(ECDSA_SIG_new(), &ECDSA_SIG_free);
  BIGNUM* r = BN_bin2bn(bytes(raw), es256_half, nullptr);
  BIGNUM* s = BN_bin2bn(bytes(raw) + es256_half, es256_half, nullptr);
  if (!signature || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  std::string out(reinterpret_cast<char*>(der), size > 0 ? static_cast<size_t>(size) : 0);
  OPENSSL_free(der);
  return out;
}

}  // namespace

bool is_known_algorithm(std::string_view algorithm) {
  return algorithm == "RS256" || algorithm == "ES256" || algorithm == "EdDSA";
}

std::optional<Jws> parse_jws(std::string_view token) {
  if (token.size() > longest_token) return std::nullopt;
  const size_t first = token.find('.');
  const size_t second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) return std::nullopt;
  const auto header = object_of(token.substr(0, first));
  auto payload = object_of(token.substr(first + 1, second - first - 1));
  auto signature = base64url_decode(token.substr(second + 1));
  if (!header || !payload || !signature || header->contains("crit") || header->contains("b64")) return std::nullopt;
  const auto text = [&](const char* name) -> std::optional<std::string> {
    if (!header->contains(name)) return std::string();
    return (*header)[name].is_string() ? std::optional<std::string>((*header)[name].get<std::string>()) : std::nullopt;
  };
  const auto algorithm = text("alg"), kid = text("kid");
  if (!algorithm || algorithm->empty() || !kid) return std::nullopt;
  return Jws{*algorithm, *kid, std::move(*payload), std::string(token.substr(0, second)), std::move(*signature)};
}

bool signed_by(const Jws& jws, const Jwk& key) {
  if (jws.algorithm != key.algorithm) return false;
  const bool edwards = key.algorithm == "EdDSA";
  const std::string signature = key.algorithm == "ES256" ? der_signature(jws.signature) : jws.signature;
  if (signature.empty()) return false;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_PKEY_CTX* options = nullptr;
  if (!context ||
      EVP_DigestVerifyInit(context.get(), &options, edwards ? nullptr : EVP_sha256(), nullptr, key.key.get()) != 1)
    return false;
  if (key.algorithm == "RS256" && EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PADDING) != 1) return false;
  return EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(jws.signed_part),
                          jws.signed_part.size()) == 1;
}

Verified verify(std::string_view token, const std::vector<std::string>& allowed, const FindKeys& find_keys) {
  auto jws = parse_jws(token);
  if (!jws) return {nullptr, "is not a signed token"};
  if (!is_known_algorithm(jws->algorithm) || std::find(allowed.begin(), allowed.end(), jws->algorithm) == allowed.end())
    return {nullptr, "is signed in a way that is not allowed"};
  size_t tries = 0;
  for (const Jwk& key : find_keys(jws->kid)) {
    if (key.algorithm != jws->algorithm) continue;
    if (signed_by(*jws, key)) return {std::move(jws->payload), {}};
    if (++tries == most_tries) break;
  }
  return {nullptr, tries == 0 ? "is signed with a key the provider does not publish" : "has a wrong signature"};
}

}  // namespace veza::oauth
