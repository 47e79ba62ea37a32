#include "identity/living_tokens.h"

#include <algorithm>
#include <set>

namespace veza::identity {
namespace {

auto invalid() {
  return http::refuse(401, "token_invalid", "This personal access token is not valid; it may have been revoked.");
}

}  // namespace

void LivingTokens::make_principal(Entry& entry) const {
  // Before the table: should that change meanwhile, what is made from it counts as out of date.
  entry.generation = roles_.generation();
  const auto table = roles_.table();
  const auto& held = table->permissions_of(entry.role);
  auto made = std::make_shared<http::Principal>();
  made->user_id = entry.user_id;
  made->username = entry.username;
  made->role = entry.role;
  made->sid = made->token_id = entry.id;
  for (const auto& scope : entry.scopes) {
    const Permission* known = table->permission(scope);
    const bool barred = known != nullptr && !known->in_tokens;
    if (!barred && std::binary_search(held.begin(), held.end(), scope)) made->permissions.push_back(scope);
  }
  made->sort_permissions();
  entry.principal = std::move(made);
}

http::Answer<http::PrincipalPtr> LivingTokens::check(std::string_view text) {
  const auto hash = personal_token_hash(text);
  if (!hash) return http::refuse(401, "token_invalid", "This is not a whole personal access token; copy it once more.");
  const int64_t now = clock_();
  return entries_.with([&](Entries& entries) -> http::Answer<http::PrincipalPtr> {
    const auto found = entries.find(*hash);
    if (found == entries.end()) return invalid();
    Entry& entry = found->second;
    if (entry.expires_at <= now)
      return http::refuse(401, "token_expired", "This personal access token has expired. Make another.");
    if (!entry.principal || entry.generation != roles_.generation()) make_principal(entry);
    entry.used_at = now;
    return entry.principal;
  });
}

void LivingTokens::put(const StoredToken& stored) {
  entries_.with([&](Entries& entries) {
    if (stored.token.revoked_at) {
      entries.erase(stored.hash);
      return;
    }
    const auto [place, is_new] = entries.try_emplace(stored.hash);
    if (!is_new) return;
    Entry& entry = place->second;
    entry.id = stored.token.id;
    entry.user_id = stored.token.user_id;
    entry.username = stored.username;
    entry.role = stored.role;
    entry.scopes = stored.token.scopes;
    entry.added_at = clock_();
    entry.expires_at = stored.token.expires_at;
    entry.used_at = entry.written_at = stored.token.last_used_at.value_or(0);
  });
}

void LivingTokens::revoke(const std::string& id) {
  entries_.with(
      [&](Entries& entries) { std::erase_if(entries, [&](const auto& one) { return one.second.id == id; }); });
}

void LivingTokens::set_owner(const std::string& user_id, std::string_view username, std::string_view role) {
  entries_.with([&](Entries& entries) {
    for (auto& [hash, entry] : entries) {
      if (entry.user_id != user_id) continue;
      if (entry.role == role && (username.empty() || entry.username == username)) continue;
      if (!username.empty()) entry.username = username;
      entry.role = role;
      entry.principal.reset();
    }
  });
}

std::vector<std::string> LivingTokens::keep_only(const std::vector<StoredToken>& all, int64_t asked_at) {
  std::set<TokenHash> there;
  for (const auto& stored : all) there.insert(stored.hash);
  std::vector<std::string> gone;
  entries_.with([&](Entries& entries) {
    std::erase_if(entries, [&](const auto& one) {
      // Added since: nobody was asked about it.
      if (there.contains(one.first) || one.second.added_at >= asked_at || one.second.expires_at <= asked_at)
        return false;
      gone.push_back(one.second.id);
      return true;
    });
  });
  return gone;
}

std::vector<std::string> LivingTokens::take_expired() {
  const int64_t now = clock_();
  std::vector<std::string> expired;
  entries_.with([&](Entries& entries) {
    for (auto& [hash, entry] : entries) {
      if (entry.over || entry.expires_at > now) continue;
      entry.over = true;
      expired.push_back(entry.id);
    }
  });
  return expired;
}

void LivingTokens::sweep() {
  constexpr int64_t day_ms = 24LL * 3600 * 1000;
  const int64_t before = clock_() - day_ms;
  entries_.with([&](Entries& entries) {
    std::erase_if(entries, [&](const auto& one) { return one.second.expires_at <= before; });
  });
}

size_t LivingTokens::size() const {
  return entries_.with([](const Entries& entries) { return entries.size(); });
}

std::vector<std::pair<std::string, int64_t>> LivingTokens::take_uses(int64_t apart_ms) {
  std::vector<std::pair<std::string, int64_t>> due;
  entries_.with([&](Entries& entries) {
    for (auto& [hash, entry] : entries) {
      if (entry.used_at <= entry.written_at || entry.used_at - entry.written_at < apart_ms) continue;
      entry.written_at = entry.used_at;
      due.emplace_back(entry.id, entry.used_at);
    }
  });
  return due;
}

}  // namespace veza::identity
