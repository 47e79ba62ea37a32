#include "base/sealed.h"

#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/text.h"

namespace veza::base {
namespace {

constexpr size_t nonce_size = 12, tag_size = 16;
constexpr int64_t reread_after_ms = 1'000;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// The key's serial is authenticated too: nobody makes one key's text look like another's.
std::string associated(int64_t serial, std::string_view context) {
  return "veza-seal/" + std::to_string(serial) + "/" + std::string(context);
}

// OpenSSL's own refusal of a cipher it has is a broken machine: better no process than an unsealed secret.
void must(int result) {
  if (result != 1) std::abort();
}

struct Sealed {
  int64_t serial = 0;
  std::string data;  // nonce, ciphertext, tag
};

std::optional<int64_t> serial_of(std::string_view text) {
  const size_t colon = text.find(':');
  if (!text.starts_with("k") || colon == text.npos || colon < 2 || colon > 10 || text[1] == '0') return std::nullopt;
  const std::string_view digits = text.substr(1, colon - 1);
  if (digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
  return to_int(digits);
}

std::optional<Sealed> parse_sealed(std::string_view text) {
  const auto serial = serial_of(text);
  if (!serial) return std::nullopt;
  auto data = base64url_decode(text.substr(text.find(':') + 1));
  if (!data || data->size() < nonce_size + tag_size) return std::nullopt;
  return Sealed{*serial, std::move(*data)};
}

}  // namespace

Seal::Seal(KeyRing ring, std::string path)
    : path_(std::move(path)), known_(std::make_unique<Guarded<Known>>(Known{std::move(ring), 0})) {}

KeyRing Seal::keys() const {
  return known_->with([](const Known& known) { return known.ring; });
}

std::string Seal::seal(std::string_view plaintext, std::string_view context) const {
  const SealKey key = known_->with([](const Known& known) { return known.ring.back(); });
  const std::string aad = associated(key.serial, context);
  std::string out(nonce_size + plaintext.size() + tag_size, '\0');
  random_bytes(bytes(out), nonce_size);
  const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  int size = 0;
  must(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.secret.data(), bytes(out)));
  must(EVP_EncryptUpdate(cipher.get(), nullptr, &size, bytes(std::string_view(aad)), static_cast<int>(aad.size())));
  must(EVP_EncryptUpdate(cipher.get(), bytes(out) + nonce_size, &size, bytes(plaintext),
                         static_cast<int>(plaintext.size())));
  must(EVP_EncryptFinal_ex(cipher.get(), bytes(out) + nonce_size + size, &size));
  must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size, bytes(out) + out.size() - tag_size));
  return "k" + std::to_string(key.serial) + ":" + base64url(out);
}

Result<SealKey> Seal::key(int64_t serial) const {
  const auto found = known_->with([&](Known& known) -> std::optional<SealKey> {
    const auto look = [&]() -> std::optional<SealKey> {
      for (const auto& key : known.ring) {
        if (key.serial == serial) return key;
      }
      return std::nullopt;
    };
    if (auto key = look()) return key;
    const int64_t now = now_ms();
    if (path_.empty() || std::abs(now - known.reread_ms) < reread_after_ms) return std::nullopt;
    known.reread_ms = now;
    auto ring = read_key_ring(path_);
    // Only a ring that goes on from ours: a file that was exchanged is for the next start to judge.
    if (ring && ring->size() >= known.ring.size() && fingerprint(ring->front()) == fingerprint(known.ring.front()))
      known.ring = std::move(*ring);
    return look();
  });
  if (found) return *found;
  return fail(Code::unavailable, "it was sealed with key " + std::to_string(serial) +
                                     ", which this host has not; copy the key file from the host on which `veza "
                                     "secrets rotate` ran" +
                                     (path_.empty() ? "" : " to " + path_));
}

Result<std::string> Seal::open(std::string_view sealed, std::string_view context) const {
  const auto parsed = parse_sealed(sealed);
  if (!parsed) return fail(Code::invalid, "this is no sealed secret");
  const auto key = this->key(parsed->serial);
  if (!key) return fail(key.error());
  const std::string aad = associated(key->serial, context);
  const std::string_view data = parsed->data;
  const std::string_view text = data.substr(nonce_size, data.size() - nonce_size - tag_size);
  std::string tag(data.substr(data.size() - tag_size));
  std::string out(text.size(), '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  int size = 0;
  must(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key->secret.data(), bytes(data)));
  must(EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes(std::string_view(aad)), static_cast<int>(aad.size())));
  must(EVP_DecryptUpdate(cipher.get(), bytes(out), &size, bytes(text), static_cast<int>(text.size())));
  must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()));
  int rest = 0;
  if (EVP_DecryptFinal_ex(cipher.get(), bytes(out) + size, &rest) != 1) {
    return fail(Code::invalid, "the sealed secret was changed, or belongs to something else");
  }
  return out;
}

bool Seal::outdated(std::string_view sealed) const {
  const auto serial = serial_of(sealed);
  return serial && *serial < known_->with([](const Known& known) { return known.ring.back().serial; });
}

}  // namespace veza::base
