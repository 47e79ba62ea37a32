// What an audit entry may hold: secrets masked, sizes bounded, texts that every database takes.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"

namespace veza::observe {

// `value` with "***" for every member, at any depth, whose name tells of a secret: those the log masks (base/log.h),
// and code(s), hash, key, otp, salt, seed, signature, credential, as a name or as the end of one ("backup_codes",
// "totp_seed").
base::Json mask_audit(base::Json value);

// The JSON text to store for before or after: "" for null, else masked and compact; {"truncated":true} when it is over
// 16 KiB, or nested deeper than JSON is read here.
std::string audit_state(const base::Json& value);

// At most `max` bytes of UTF-8 without NUL: cut between characters, bytes that are no UTF-8 replaced by U+FFFD.
std::string audit_text(std::string_view text, size_t max);

}  // namespace veza::observe
