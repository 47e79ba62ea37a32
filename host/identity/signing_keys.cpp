#include "identity/signing_keys.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <vector>

#include "base/crypto.h"
#include "identity/key_table.h"

namespace veza::identity {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using PkeyPtr = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using BioPtr = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using MdPtr = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;

std::string number(const EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &value) != 1) return {};
  std::string bytes(static_cast<size_t>(BN_num_bytes(value)), '\0');
  BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(value);
  return base::base64url(bytes);
}

std::string to_pem(EVP_PKEY* key) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<size_t>(size)};
}

}  // namespace

struct Key {
  PkeyPtr pkey;
  int64_t serial = 0;
  int64_t created_ms = 0;
  std::string kid, n, e;
};

namespace {

constexpr std::string_view key_name = "access";

base::Result<std::shared_ptr<const Key>> key_from_pem(const StoredKey& stored) {
  const BioPtr bio(BIO_new_mem_buf(stored.secret.data(), static_cast<int>(stored.secret.size())));
  PkeyPtr pkey(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!pkey || EVP_PKEY_get_base_id(pkey.get()) != EVP_PKEY_RSA || EVP_PKEY_get_bits(pkey.get()) < 2048)
    return base::fail(base::Code::internal, "it holds no RSA private key of at least 2048 bits");
  auto key = std::make_shared<Key>();
  key->serial = stored.serial;
  key->created_ms = stored.created_ms;
  key->n = number(pkey.get(), OSSL_PKEY_PARAM_RSA_N);
  key->e = number(pkey.get(), OSSL_PKEY_PARAM_RSA_E);
  // RFC 7638: the SHA-256 of the required members in lexicographic order.
  const auto digest = base::sha256(R"({"e":")" + key->e + R"(","kty":"RSA","n":")" + key->n + R"("})");
  key->kid = base::base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
  key->pkey = std::move(pkey);
  return std::shared_ptr<const Key>(std::move(key));
}

}  // namespace

struct SigningKeys::Set {
  std::vector<std::shared_ptr<const Key>> keys;  // youngest first, never empty
};

SigningKeys::SigningKeys(data::Database& db, base::Clock clock, int64_t verify_for_ms)
    : db_(db), clock_(std::move(clock)), verify_for_ms_(verify_for_ms) {}
SigningKeys::~SigningKeys() = default;

base::Result<std::unique_ptr<SigningKeys>> SigningKeys::open(data::Database& db, base::Clock clock,
                                                             int64_t verify_for_ms) {
  std::unique_ptr<SigningKeys> keys(new SigningKeys(db, std::move(clock), verify_for_ms));
  if (auto loaded = keys->reload(); !loaded) return base::fail(loaded.error());
  if (!keys->set()) {
    if (auto created = keys->create(); !created) return base::fail(created.error());
    if (auto loaded = keys->reload(); !loaded) return base::fail(loaded.error());
  }
  return keys;
}

base::Status SigningKeys::reload() {
  auto stored = stored_keys(db_, key_name);
  if (!stored) return base::fail(stored.error());
  const auto current = set();
  if (current && !stored->empty() && current->keys.front()->serial == stored->front().serial) return {};
  auto next = std::make_shared<Set>();
  for (size_t i = 0; i < stored->size(); ++i) {
    // The one before it in the list replaced it.
    if (i > 0 && (*stored)[i - 1].created_ms + verify_for_ms_ < clock_()) break;
    auto key = key_from_pem((*stored)[i]);
    if (!key) {
      return base::fail_while("loading the signing key " + std::to_string((*stored)[i].serial) + " of identity_keys",
                              key.error());
    }
    next->keys.push_back(std::move(*key));
  }
  if (!next->keys.empty()) set_.with([&](auto& shown) { shown = std::move(next); });
  return {};
}

base::Status SigningKeys::create() {
  const PkeyPtr pkey(EVP_RSA_gen(2048));
  const std::string pem = pkey ? to_pem(pkey.get()) : std::string();
  if (pem.empty()) return base::fail(base::Code::internal, "OpenSSL could not make an RSA key");
  const auto current = set();
  return store_key(db_, key_name, {current ? current->keys.front()->serial + 1 : 1, pem, clock_()});
}

base::Status SigningKeys::rotate() {
  if (auto created = create(); !created) return created;
  return reload();
}

std::shared_ptr<const SigningKeys::Set> SigningKeys::set() const {
  return set_.with([](const auto& current) { return current; });
}

std::shared_ptr<const Key> SigningKeys::signing_key() const {
  const auto current = set();
  const int64_t known_by_all = clock_() - publish_ms;
  for (const auto& key : current->keys) {
    if (key->created_ms <= known_by_all) return key;
  }
  return current->keys.back();  // the site's first
}

const std::string& SigningKeys::Signer::kid() const { return key_->kid; }

SigningKeys::Signer SigningKeys::signer() const {
  Signer signer;
  signer.key_ = signing_key();
  return signer;
}

std::string SigningKeys::kid() const { return signing_key()->kid; }

base::Result<std::string> SigningKeys::Signer::sign(std::string_view input) const {
  const MdPtr context(EVP_MD_CTX_new());
  size_t size = static_cast<size_t>(EVP_PKEY_get_size(key_->pkey.get()));
  std::string signature(size, '\0');
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->pkey.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(input.data()), input.size()) != 1)
    return base::fail(base::Code::internal, "OpenSSL could not sign an access token");
  signature.resize(size);
  return signature;
}

bool SigningKeys::verify(std::string_view kid, std::string_view input, std::string_view signature) const {
  const auto current = set();
  const auto key =
      std::find_if(current->keys.begin(), current->keys.end(), [&](const auto& k) { return k->kid == kid; });
  if (key == current->keys.end()) return false;
  const MdPtr context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, (*key)->pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(input.data()), input.size()) == 1;
}

base::Json SigningKeys::jwks() const {
  base::Json keys = base::Json::array();
  for (const auto& key : set()->keys)
    keys.push_back({{"kty", "RSA"}, {"use", "sig"}, {"alg", "RS256"}, {"kid", key->kid}, {"n", key->n}, {"e", key->e}});
  return {{"keys", std::move(keys)}};
}

}  // namespace veza::identity
