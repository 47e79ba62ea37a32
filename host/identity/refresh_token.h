// Refresh tokens: opaque to clients. Inside are the session's id, 32 random bytes and a MAC over both, so that a
// genuine but outdated token can be told from an invented one: only the former ends its session.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::identity {

struct RefreshToken {
  std::string text;  // what the client keeps
  std::string hash;  // SHA-256 in hex, what the database keeps
};

// A new token of the session. `key`: 32 bytes.
RefreshToken make_refresh_token(std::string_view key, std::string_view session_id);

// The session's id when the token is one of ours; whether it is the current one is for the database to say.
std::optional<std::string> session_of_refresh_token(std::string_view key, std::string_view token);

std::string refresh_token_hash(std::string_view token);

}  // namespace veza::identity
