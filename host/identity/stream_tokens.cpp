#include "identity/stream_tokens.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "base/id.h"

namespace veza::identity {
namespace {

constexpr size_t id_bytes = 16;
constexpr size_t payload_bytes = id_bytes + 8;
constexpr size_t payload_chars = payload_bytes / 3 * 4;
constexpr size_t mac_bytes = 32;
constexpr size_t mac_chars = 43;
constexpr size_t max_resource = 128;

using Mac = std::array<unsigned char, mac_bytes>;

bool compute(const std::string& key, std::string_view payload, std::string_view resource, Mac& out) {
  // A fixed-length label and payload in front of the resource: no two inputs share one encoding.
  constexpr std::string_view label = "veza stream 1:";
  std::array<char, label.size() + payload_bytes + max_resource> input{};
  if (resource.size() > max_resource) return false;
  auto end = std::copy(label.begin(), label.end(), input.begin());
  end = std::copy(payload.begin(), payload.end(), end);
  end = std::copy(resource.begin(), resource.end(), end);
  unsigned size = 0;
  return HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char*>(input.data()), static_cast<size_t>(end - input.begin()),
              out.data(), &size) != nullptr &&
         size == mac_bytes;
}

int sextet(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  return c == '_' ? 63 : -1;
}

// Exactly `size` bytes, without allocating; spare bits must be zero, so that each token has one spelling.
bool decode(std::string_view text, unsigned char* out, size_t size) {
  unsigned buffer = 0;
  unsigned bits = 0;
  size_t written = 0;
  for (const char c : text) {
    const int value = sextet(c);
    if (value < 0) return false;
    buffer = (buffer << 6 | static_cast<unsigned>(value)) & 0xFFFF;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      if (written == size) return false;
      out[written++] = static_cast<unsigned char>(buffer >> bits);
    }
  }
  return written == size && (buffer & ((1U << bits) - 1)) == 0;
}

std::optional<std::string> id_to_bytes(std::string_view id) {
  std::string bytes(id_bytes, '\0');
  if (id.empty()) return bytes;
  if (!base::is_id(id)) return std::nullopt;
  size_t digit = 0;
  for (const char c : id) {
    if (c == '-') continue;
    const int value = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    bytes[digit / 2] = static_cast<char>(bytes[digit / 2] | (digit % 2 == 0 ? value << 4 : value));
    ++digit;
  }
  return bytes;
}

// A guest's are zeros, which is nobody's id.
std::array<char, 36> bytes_to_id(const unsigned char* bytes) {
  std::array<char, 36> id{};
  size_t at = 0;
  for (size_t i = 0; i < id_bytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) id[at++] = '-';
    id[at++] = "0123456789abcdef"[bytes[i] >> 4];
    id[at++] = "0123456789abcdef"[bytes[i] & 15];
  }
  return id;
}

}  // namespace

base::Result<std::string> StreamTokens::issue(std::string_view user_id, std::string_view resource) const {
  auto payload = id_to_bytes(user_id);
  if (!payload) return base::fail(base::Code::invalid, "the user's id is not a UUID");
  if (resource.empty() || resource.size() > max_resource)
    return base::fail(base::Code::invalid, "a stream token is for a resource named by 1 to 128 bytes");
  const auto expires = static_cast<uint64_t>(clock_() / 1000 + stream_token_lifetime_s);
  for (int shift = 56; shift >= 0; shift -= 8) payload->push_back(static_cast<char>(expires >> shift & 0xFF));
  Mac mac;
  if (!compute(key_, *payload, resource, mac))
    return base::fail(base::Code::internal, "OpenSSL could not sign a stream token");
  return base::base64url(*payload) + "." + base::base64url({reinterpret_cast<const char*>(mac.data()), mac.size()});
}

bool StreamTokens::check(std::string_view token, std::string_view resource) const {
  if (token.size() != payload_chars + 1 + mac_chars || token[payload_chars] != '.' || resource.empty()) return false;
  std::array<unsigned char, payload_bytes> payload{};
  Mac sent{};
  if (!decode(token.substr(0, payload_chars), payload.data(), payload.size()) ||
      !decode(token.substr(payload_chars + 1), sent.data(), sent.size()))
    return false;
  Mac mac;
  if (!compute(key_, {reinterpret_cast<const char*>(payload.data()), payload.size()}, resource, mac)) return false;
  if (!base::equal_constant_time({reinterpret_cast<const char*>(mac.data()), mac.size()},
                                 {reinterpret_cast<const char*>(sent.data()), sent.size()}))
    return false;
  uint64_t expires = 0;
  for (size_t i = id_bytes; i < payload_bytes; ++i) expires = expires << 8 | payload[i];
  if (static_cast<int64_t>(expires) <= clock_() / 1000) return false;
  if (!is_closed_) return true;
  const auto user_id = bytes_to_id(payload.data());
  return !is_closed_({user_id.data(), user_id.size()});
}

}  // namespace veza::identity
