#include "soft_authenticator.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <boost/test/unit_test.hpp>

#include "base/crypto.h"

namespace veza::identity::test {
namespace cbor {

std::string head(int major, uint64_t number) {
  const auto first = static_cast<unsigned>(major) << 5;
  std::string out;
  int size = 0;
  if (number < 24)
    return {static_cast<char>(first | number)};
  else if (number <= 0xff)
    size = 1;
  else if (number <= 0xffff)
    size = 2;
  else if (number <= 0xffffffff)
    size = 4;
  else
    size = 8;
  out += static_cast<char>(first | (size == 1 ? 24U : size == 2 ? 25U : size == 4 ? 26U : 27U));
  for (int i = size - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i));
  return out;
}
std::string integer(int64_t number) {
  return number < 0 ? head(1, static_cast<uint64_t>(-1 - number)) : head(0, static_cast<uint64_t>(number));
}
std::string bytes(const std::string& data) { return head(2, data.size()) + data; }
std::string text(const std::string& data) { return head(3, data.size()) + data; }

}  // namespace cbor

namespace {

EVP_PKEY* make_key(int64_t algorithm) {
  if (algorithm == -7) return EVP_EC_gen("P-256");
  // Making an RSA key takes long; one is enough for everybody.
  static EVP_PKEY* const rsa = EVP_RSA_gen(2048);
  if (algorithm == -257) {
    EVP_PKEY_up_ref(rsa);
    return rsa;
  }
  return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
}

std::string number(const EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  BOOST_REQUIRE(EVP_PKEY_get_bn_param(key, name, &value) == 1);
  std::string out(static_cast<size_t>(BN_num_bytes(value)), '\0');
  BN_bn2bin(value, reinterpret_cast<unsigned char*>(out.data()));
  BN_free(value);
  return out;
}

std::string sha256(const std::string& data) {
  const auto digest = base::sha256(data);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

SoftAuthenticator::SoftAuthenticator(int64_t algorithm)
    : algorithm_(algorithm), id_(32, '\0'), key_(make_key(algorithm), &EVP_PKEY_free) {
  BOOST_REQUIRE(key_);
  base::random_bytes(reinterpret_cast<unsigned char*>(id_.data()), id_.size());
}

std::string SoftAuthenticator::cose_key(int64_t algorithm) const {
  using namespace cbor;
  const std::string alg = integer(3) + integer(algorithm);
  if (algorithm_ == -7) {
    std::string point(65, '\0');
    size_t size = 0;
    BOOST_REQUIRE(EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                                  reinterpret_cast<unsigned char*>(point.data()), point.size(),
                                                  &size) == 1);
    BOOST_REQUIRE(size == point.size());
    return head(5, 5) + integer(1) + integer(2) + alg + integer(-1) + integer(1) + integer(-2) +
           bytes(point.substr(1, 32)) + integer(-3) + bytes(point.substr(33));
  }
  if (algorithm_ == -257)
    return head(5, 4) + integer(1) + integer(3) + alg + integer(-1) + bytes(number(key_.get(), "n")) + integer(-2) +
           bytes(number(key_.get(), "e"));
  std::string x(32, '\0');
  size_t size = x.size();
  BOOST_REQUIRE(EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(x.data()), &size) == 1);
  return head(5, 4) + integer(1) + integer(1) + alg + integer(-1) + integer(6) + integer(-2) + bytes(x);
}

std::string SoftAuthenticator::client_data(const char* type, const base::Json& options, const Lies& lies) const {
  base::Json json{{"type", lies.type.value_or(type)},
                  {"challenge", lies.challenge.value_or(options.at("challenge").get<std::string>())},
                  {"origin", lies.origin},
                  {"crossOrigin", lies.cross_origin}};
  std::string text = json.dump();
  return lies.client_data ? lies.client_data(std::move(text)) : text;
}

std::string SoftAuthenticator::data(const std::string& rp_id, unsigned flags_now, const Lies& lies) {
  if (counter > 0) ++counter;
  const uint32_t count = lies.counter.value_or(counter);
  std::string out = sha256(lies.rp_id.value_or(rp_id));
  out += static_cast<char>(lies.flags.value_or(flags_now));
  for (int i = 3; i >= 0; --i) out += static_cast<char>(count >> (8 * i));
  return out;
}

std::string SoftAuthenticator::sign(const std::string& message) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const auto* in = reinterpret_cast<const unsigned char*>(message.data());
  size_t size = 0;
  std::string signature;
  bool good =
      EVP_DigestSignInit(context, nullptr, algorithm_ == -8 ? nullptr : EVP_sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestSign(context, nullptr, &size, in, message.size()) == 1;
  if (good) {
    signature.resize(size);
    good = EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, in, message.size()) == 1;
    signature.resize(size);
  }
  EVP_MD_CTX_free(context);
  BOOST_REQUIRE(good);
  return signature;
}

base::Json SoftAuthenticator::create(const base::Json& options, const Lies& lies) {
  using namespace cbor;
  user_handle_ = *base::base64url_decode(options.at("user").at("id").get<std::string>());
  const std::string json = client_data("webauthn.create", options, lies);
  const std::string auth_data = data(options.at("rp").at("id").get<std::string>(), flags | attested, lies) +
                                std::string(16, '\0') + std::string{'\0', static_cast<char>(id_.size())} + id_ +
                                cose_key(lies.cose_algorithm.value_or(algorithm_)) + lies.after_data;
  std::string object =
      head(5, 3) + text("fmt") + text("none") + text("attStmt") + head(5, 0) + text("authData") + bytes(auth_data);
  if (lies.attestation) object = lies.attestation(std::move(object));
  const std::string id = base::base64url(lies.id.value_or(id_));
  return {{"id", id},
          {"rawId", id},
          {"type", "public-key"},
          {"response",
           {{"clientDataJSON", base::base64url(json)},
            {"attestationObject", base::base64url(object)},
            {"transports", {"internal", "telepathy"}}}},
          {"clientExtensionResults", base::Json::object()}};
}

base::Json SoftAuthenticator::get(const base::Json& options, const Lies& lies) {
  const std::string json = client_data("webauthn.get", options, lies);
  const std::string auth_data = data(options.at("rpId").get<std::string>(), flags, lies) + lies.after_data;
  std::string signature = sign(auth_data + sha256(json));
  if (lies.signature) signature = lies.signature(std::move(signature));
  const std::string id = base::base64url(lies.id.value_or(id_));
  return {{"id", id},
          {"rawId", id},
          {"type", "public-key"},
          {"response",
           {{"clientDataJSON", base::base64url(json)},
            {"authenticatorData", base::base64url(auth_data)},
            {"signature", base::base64url(signature)},
            {"userHandle", base::base64url(lies.user_handle.value_or(user_handle_))}}},
          {"clientExtensionResults", base::Json::object()}};
}

}  // namespace veza::identity::test
