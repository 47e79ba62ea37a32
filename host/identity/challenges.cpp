#include "identity/challenges.h"

#include "base/crypto.h"

namespace veza::identity {
namespace {

// Hashed: what a client sends has any length.
std::string key(std::string_view challenge) { return "webauthn/challenge/" + base::sha256_hex(challenge); }

std::string value(ChallengeFor purpose, std::string_view bound_to) {
  return std::to_string(static_cast<int>(purpose)).append(":").append(bound_to);
}

auto store_gone() {
  return http::refuse(503, "unavailable", "Passkeys cannot be checked at the moment. Try again shortly.");
}

}  // namespace

http::Answer<std::string> Challenges::give(ChallengeFor purpose, std::string_view bound_to) {
  std::string challenge = base::random_token(32);
  if (!store_.set(key(challenge), value(purpose, bound_to), lifetime_ms)) return store_gone();
  return challenge;
}

http::Answer<void> Challenges::take(std::string_view challenge, ChallengeFor purpose, std::string_view bound_to) {
  const std::string where = key(challenge);
  const auto given = store_.get(where);
  if (!given) return store_gone();
  // Of two that come with the same one, remove() tells one that it was there.
  const auto taken = store_.remove(where);
  if (!taken) return store_gone();
  if (!*given || !*taken || !base::equal_constant_time(**given, value(purpose, bound_to)))
    return http::refuse(422, "challenge_expired", "This took too long, or was done twice. Start again.");
  return {};
}

}  // namespace veza::identity
