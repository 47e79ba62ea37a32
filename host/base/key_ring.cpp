// The key file of sealed.h.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/crypto.h"
#include "base/file.h"
#include "base/sealed.h"
#include "base/text.h"

namespace veza::base {
namespace {

constexpr std::string_view preamble =
    "# The keys of this site's sealed secrets. Every host of the site has the same file; without it they are lost.\n"
    "# `veza secrets rotate` adds a key. Nobody but the server's user may read this.\n";
constexpr size_t largest = 1U << 20;
constexpr int64_t last_serial = 99'999'999;

SealKey new_key(int64_t serial) {
  SealKey key{serial, {}};
  random_bytes(key.secret.data(), key.secret.size());
  return key;
}

std::string_view view(const SealKey& key) {
  return {reinterpret_cast<const char*>(key.secret.data()), key.secret.size()};
}

}  // namespace

KeyRing new_key_ring() { return {new_key(1)}; }

KeyRing with_new_key(KeyRing ring) {
  ring.push_back(new_key(ring.empty() ? 1 : ring.back().serial + 1));
  return ring;
}

std::string fingerprint(const SealKey& key) {
  const auto mac = hmac_sha256(view(key), "veza key fingerprint " + std::to_string(key.serial));
  return hex(mac.data(), 8);
}

Result<KeyRing> parse_key_ring(std::string_view text) {
  KeyRing ring;
  size_t number = 0;
  for (const auto& raw : split(text, '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#') continue;
    const auto wrong = [&](std::string_view what) {
      return fail(Code::invalid, "line " + std::to_string(number) + " " + std::string(what));
    };
    const size_t blank = line.find(' ');
    if (blank == line.npos) return wrong("is not a number and a key");
    const auto serial = to_int(line.substr(0, blank));
    const auto secret = base64url_decode(trim(line.substr(blank + 1)));
    if (!serial || *serial < 1 || *serial > last_serial) return wrong("does not begin with a number from 1");
    if (!secret || secret->size() != 32) return wrong("has a key that is not 32 bytes as base64url");
    if (!ring.empty() && ring.back().serial >= *serial) return wrong("is not above the number before it");
    SealKey key{*serial, {}};
    std::copy(secret->begin(), secret->end(), key.secret.begin());
    ring.push_back(key);
  }
  if (ring.empty()) return fail(Code::invalid, "it holds no key");
  return ring;
}

Result<KeyRing> read_key_ring(const std::string& path) {
  const auto text = read_file(path, largest);
  if (!text) return fail(text.error());
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 0007) != 0) {
    return fail(Code::forbidden, "everybody on this machine may read the key file " + path + ": `chmod 600 " + path +
                                     "`, and have new keys with `veza secrets rotate` if somebody may have");
  }
  auto ring = parse_key_ring(*text);
  if (!ring) return fail_while("reading the key file " + path, ring.error());
  return ring;
}

Status create_key_ring(const std::string& path, const KeyRing& ring) {
  const std::string temporary = path + "." + random_token(9);
  if (auto written = write_key_ring(temporary, ring); !written) return written;
  const int failed = ::link(temporary.c_str(), path.c_str()) == 0 ? 0 : errno;
  ::unlink(temporary.c_str());
  if (failed != 0) return fail(errno_error("cannot make the key file " + path, failed));
  return {};
}

Status write_key_ring(const std::string& path, const KeyRing& ring) {
  std::string text(preamble);
  for (const auto& key : ring) text += std::to_string(key.serial) + " " + base64url(view(key)) + "\n";
  auto written = write_file(path, text, 0600);
  if (!written) return fail_while("writing the key file " + path, written.error());
  return {};
}

}  // namespace veza::base
