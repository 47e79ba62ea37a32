// One-time codes by the clock (RFC 6238): SHA-1, 6 digits, steps of 30 seconds, as every authenticator app has them.
// Plain functions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace veza::identity {

inline constexpr int64_t totp_step_ms = 30'000;
inline constexpr int64_t totp_window = 1;  // steps a clock may be off, either way
inline constexpr size_t totp_digits = 6;

// 20 random bytes, the length RFC 4226 section 4 recommends.
std::string make_totp_secret();

// The code of a time step (RFC 4226 section 5.3).
std::string totp_code(std::string_view secret, int64_t step);

// The step `code` belongs to, when it is within the window around `now_ms` and later than `last_step`: the step of a
// code that was taken is remembered, so that neither it nor an earlier one is taken again (RFC 6238 section 5.2).
// Compares in constant time.
std::optional<int64_t> match_totp(std::string_view secret, std::string_view code, int64_t now_ms, int64_t last_step);

// RFC 4648 section 6 without padding: what people type into an app.
std::string base32(std::string_view data);

// What an app reads from the QR code: otpauth://totp/Site:ann?secret=…&issuer=Site&algorithm=SHA1&digits=6&period=30
std::string otpauth_url(std::string_view secret, std::string_view issuer, std::string_view account);

}  // namespace veza::identity
