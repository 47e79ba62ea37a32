// A passkey's authenticator and the browser before it, as far as a server sees them: keys by OpenSSL, CBOR by hand.
// Each part of what it sends can be made wrong.
#pragma once
#include <openssl/evp.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/json.h"

namespace veza::identity::test {

// The heads of RFC 8949, section 3: enough to write what authenticators write.
namespace cbor {
std::string head(int major, uint64_t number);
std::string integer(int64_t number);
std::string bytes(const std::string& data);
std::string text(const std::string& data);
}  // namespace cbor

inline constexpr unsigned present = 0x01, verified = 0x04, eligible = 0x08, backed_up = 0x10, attested = 0x40,
                          extended = 0x80;

// What is to differ from an honest answer.
struct Lies {
  std::string origin = "http://music.example";
  std::optional<std::string> rp_id = {}, challenge = {}, type = {}, id = {}, user_handle = {};
  std::optional<unsigned> flags = {};
  std::optional<uint32_t> counter = {};
  std::optional<int64_t> cose_algorithm = {};
  bool cross_origin = false;
  std::string after_data = {};                               // behind the authenticator data
  std::function<std::string(std::string)> client_data = {};  // rewrites the JSON
  std::function<std::string(std::string)> attestation = {};  // rewrites the attestation object
  std::function<std::string(std::string)> signature = {};
};

class SoftAuthenticator {
 public:
  // -7, -257 or -8.
  explicit SoftAuthenticator(int64_t algorithm);
  // navigator.credentials.create() and get() of PublicKeyCredential…OptionsJSON, as JSON.
  base::Json create(const base::Json& options, const Lies& lies = {});
  base::Json get(const base::Json& options, const Lies& lies = {});
  const std::string& id() const { return id_; }
  unsigned flags = present | verified;
  uint32_t counter = 0;  // 0: has none; else it grows with each use

 private:
  std::string cose_key(int64_t algorithm) const;
  std::string client_data(const char* type, const base::Json& options, const Lies& lies) const;
  std::string data(const std::string& rp_id, unsigned flags, const Lies& lies);
  std::string sign(const std::string& message) const;

  int64_t algorithm_;
  std::string id_, user_handle_;
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace veza::identity::test
