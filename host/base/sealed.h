// Secrets at rest: AES-256-GCM (NIST SP 800-38D) under the site's key file.
//
// A sealed text is "k2:" + base64url(12 random bytes, ciphertext, 16 bytes of tag): key 2 of the ring sealed it. The
// context is authenticated and not stored: a text moved to another row, user or plugin does not open there. Give each
// kind and owner its own, "identity.totp/<user id>". One key seals 2^32 texts safely; a site never gets there.
//
// The key file is text, one key a line, youngest last; lines that begin with # are for people:
//
//     1 3q2-7wAA…      (32 bytes as base64url)
//     2 AbCd…
//
// The youngest key seals, all of them open. Any thread.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/guarded.h"

namespace veza::base {

struct SealKey {
  int64_t serial = 0;  // 1, 2, 3 …
  std::array<unsigned char, 32> secret{};
};
using KeyRing = std::vector<SealKey>;  // by serial, never empty once loaded

KeyRing new_key_ring();
// The ring with one more key, which is the youngest.
KeyRing with_new_key(KeyRing ring);
// What tells two keys apart and gives nothing of them away: 16 hexadecimal digits.
std::string fingerprint(const SealKey& key);

// Errors (invalid) name the line, never its content.
Result<KeyRing> parse_key_ring(std::string_view text);
// not_found when there is no file; forbidden when others than owner and group may read it, with what to do.
Result<KeyRing> read_key_ring(const std::string& path);
// Makes the file; conflict when there is one: of two hosts that start on one path at the same time, one makes it.
Status create_key_ring(const std::string& path, const KeyRing& ring);
// Replaces the file durably, mode 0600.
Status write_key_ring(const std::string& path, const KeyRing& ring);

class Seal {
 public:
  // Keys in memory only, for tests and tools.
  Seal() : Seal(new_key_ring(), "") {}
  // `path`: where the ring was read; read again when a text names a key that is not in it, so that a rotation on
  // another host needs no restart to be understood here. "" never.
  Seal(KeyRing ring, std::string path);

  std::string seal(std::string_view plaintext, std::string_view context) const;
  // Errors: invalid - no sealed text, or another context, or changed; unavailable - sealed with a key this host has
  // not: says to copy the key file.
  Result<std::string> open(std::string_view sealed, std::string_view context) const;
  // Whether a younger key than the text's is in use: whoever holds it may seal it anew at the next occasion.
  bool outdated(std::string_view sealed) const;

  KeyRing keys() const;

 private:
  struct Known {
    KeyRing ring;
    int64_t reread_ms = 0;  // when the file was last read again
  };
  Result<SealKey> key(int64_t serial) const;

  std::string path_;
  std::unique_ptr<Guarded<Known>> known_;
};

}  // namespace veza::base
