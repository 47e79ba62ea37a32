#include "refresh_job.h"

#include <algorithm>

#include <veza/id.hpp>

#include "failure.h"

namespace veza::oauth {
namespace {

constexpr std::string_view kind = "auth-oauth.refresh";
constexpr int64_t at_once = 500;  // the rest is for the next night

// Sealed anew in passing, where the site has a younger key.
void store(Services& services, const Link& link, const Tokens& tokens, int64_t expires_ms) {
  const std::string sealed = services.secrets.seal(to_text(tokens), seal_context(link));
  services.db.write([&](const Tx& tx) { Links::store_tokens(tx, link.id, link.tokens, sealed, expires_ms); });
}

bool refresh_one(Services& services, const Link& link) {
  const auto client = std::find_if(services.clients.begin(), services.clients.end(),
                                   [&](const auto& each) { return is_at(link, each->provider()); });
  if (client == services.clients.end()) return false;
  const auto tokens = tokens_from_text(services.secrets.open(link.tokens, seal_context(link)));
  if (!tokens || tokens->refresh.empty()) return false;
  try {
    const Tokens fresh = (*client)->refresh(*tokens);
    store(services, link, fresh, fresh.expires_ms);
    return true;
  } catch (const Failure& failure) {
    // Away: tomorrow again. Refused: its owner has taken the permission back, and the next sign-in brings new ones.
    if (failure.code() == "provider_refused") store(services, link, {tokens->access, "", "", tokens->expires_ms}, 0);
    return false;
  }
}

}  // namespace

int refresh_expired(Services& services, int64_t now_ms) {
  int refreshed = 0;
  for (const auto& link : services.links.expiring(now_ms, at_once)) {
    try {
      refreshed += refresh_one(services, link) ? 1 : 0;
    } catch (const Error& error) {
      services.log.warn("A provider's tokens were not refreshed", {{"link", link.id}, {"error", error.what()}});
    }
  }
  return refreshed;
}

void add_refresh_job(Services& services) {
  services.jobs.handle(kind, 1, [&services](const Job&) { refresh_expired(services, now_ms()); });
  JobSpec job;
  job.kind = kind;
  services.jobs.schedule("refresh", "daily 04:40", job);
}

}  // namespace veza::oauth
