#include "identity/pending_sign_ins.h"

#include "base/crypto.h"
#include "base/json.h"
#include "http/rate_limits.h"

namespace veza::identity {
namespace {

using http::Answer;
using http::refuse;

std::string key(std::string_view token) { return "second-factor/" + PendingSignIns::name(token); }

// A network that lends many addresses (IPv6) is one client.
std::string fingerprint(const ClientInfo& client) {
  return base::sha256_hex(http::address_key(client.ip) + "\n" + client.user_agent);
}

auto store_gone() {
  return refuse(503, "unavailable", "The second factor cannot be checked at the moment. Try again shortly.");
}

}  // namespace

http::Problem PendingSignIns::expired() {
  return {401, "second_factor_expired", "This sign-in took too long, or was tried too often. Sign in again."};
}

std::string PendingSignIns::name(std::string_view token) { return base::sha256_hex(token); }

Answer<std::string> PendingSignIns::begin(const PendingSignIn& pending, const ClientInfo& client) {
  std::string token = base::random_token();
  const std::string value = base::to_text({{"user_id", pending.user_id},
                                           {"remember", pending.remember},
                                           {"method", static_cast<int>(pending.method)},
                                           {"by", pending.by},
                                           {"credentials_changes", pending.credentials_changes},
                                           {"client", fingerprint(client)}});
  if (!store_.set(key(token), value, lifetime_ms)) return store_gone();
  return token;
}

Answer<PendingSignIn> PendingSignIns::find(std::string_view token, const ClientInfo& client) {
  const auto value = store_.get(key(token));
  if (!value) return store_gone();
  if (!*value) return refuse(expired());
  const auto stored = base::parse_json(**value);
  if (!stored) return refuse(http::Problem::from(stored.error()));
  if (!base::equal_constant_time((*stored)["client"].get_ref<const std::string&>(), fingerprint(client)))
    return refuse(expired());
  return PendingSignIn{(*stored)["user_id"].get<std::string>(), (*stored)["remember"].get<bool>(),
                       static_cast<SignInMethod>((*stored)["method"].get<int>()), stored->value("by", ""),
                       stored->value("credentials_changes", int64_t{0})};
}

Answer<PendingSignIn> PendingSignIns::attempt(std::string_view token, const ClientInfo& client) {
  auto pending = find(token, client);
  if (!pending) return pending;
  const auto tried = store_.increment(key(token) + "/attempts", 1, lifetime_ms);
  if (!tried) return store_gone();
  if (*tried <= attempts) return pending;
  if (!store_.remove(key(token))) return store_gone();
  return refuse(expired());
}

Answer<void> PendingSignIns::finish(std::string_view token) {
  const auto removed = store_.remove(key(token));
  if (!removed) return store_gone();
  if (!*removed) return refuse(expired());
  return {};
}

}  // namespace veza::identity
