#include "store/links.h"

#include <veza/id.hpp>

namespace veza::oauth {
namespace {

constexpr const char* columns =
    "SELECT id, user_id, provider, issuer, subject, name, email, tokens, linked_at, used_at ";

Link read(const Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3),    row.text(4),
          row.text(5), row.text(6), row.text(7), row.integer(8), row.integer(9)};
}

std::vector<Link> all(const Db& db, const std::string& rest, const Params& params) {
  std::vector<Link> links;
  db.query(columns + rest, params, [&](const Row& row) { links.push_back(read(row)); });
  return links;
}

// 0 is never, which no index holds.
std::optional<int64_t> when(int64_t time_ms) { return time_ms > 0 ? std::optional(time_ms) : std::nullopt; }

}  // namespace

Json to_json(const Link& link) {
  return {{"id", link.id},
          {"provider", link.provider},
          {"name", link.name},
          {"email", link.email.empty() ? Json() : Json(link.email)},
          {"linked_at", rfc3339(link.linked_at)}};
}

bool is_at(const Link& link, const Provider& provider) {
  return link.provider == provider.id && link.issuer == provider.authority();
}

std::string seal_context(const Link& link) { return "tokens/" + link.id; }

std::optional<Link> Links::find(std::string_view provider, std::string_view issuer, std::string_view subject) const {
  auto found = all(db_, "FROM auth_oauth_links WHERE provider = $1 AND issuer = $2 AND subject = $3",
                   {provider, issuer, subject});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Link> Links::of_user(std::string_view user_id) const {
  return all(db_, "FROM auth_oauth_links WHERE user_id = $1 ORDER BY linked_at, id", {user_id});
}

std::vector<Link> Links::expiring(int64_t before_ms, int64_t limit) const {
  return all(db_,
             "FROM auth_oauth_links WHERE tokens_expire_at IS NOT NULL AND tokens_expire_at < $1 "
             "ORDER BY tokens_expire_at LIMIT $2",
             {before_ms, limit});
}

void Links::insert(const Tx& tx, const Link& link, int64_t tokens_expire_at) {
  tx.execute("DELETE FROM auth_oauth_links WHERE user_id = $1 AND provider = $2 AND issuer <> $3",
             {link.user_id, link.provider, link.issuer});
  tx.execute(
      "INSERT INTO auth_oauth_links (id, user_id, provider, issuer, subject, name, email, tokens, tokens_expire_at, "
      "linked_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {link.id, link.user_id, link.provider, link.issuer, link.subject, link.name, link.email, link.tokens,
       when(tokens_expire_at), link.linked_at, link.used_at});
}

void Links::touch(const Tx& tx, const Link& link, int64_t tokens_expire_at) {
  tx.execute(
      "UPDATE auth_oauth_links SET name = $2, email = $3, tokens = $4, tokens_expire_at = $5, used_at = $6 "
      "WHERE id = $1",
      {link.id, link.name, link.email, link.tokens, when(tokens_expire_at), link.used_at});
}

void Links::store_tokens(const Tx& tx, std::string_view id, std::string_view before, std::string_view sealed,
                         int64_t expire_at) {
  tx.execute("UPDATE auth_oauth_links SET tokens = $3, tokens_expire_at = $4 WHERE id = $1 AND tokens = $2",
             {id, before, sealed, when(expire_at)});
}

std::optional<Link> Links::remove(const Tx& tx, std::string_view id, std::string_view user_id) {
  std::optional<Link> link;
  tx.query(std::string(columns) + "FROM auth_oauth_links WHERE id = $1 AND user_id = $2", {id, user_id},
           [&](const Row& row) { link = read(row); });
  tx.execute("DELETE FROM auth_oauth_links WHERE id = $1 AND user_id = $2", {id, user_id});
  return link;
}

std::vector<Link> Links::of_user(const Tx& tx, std::string_view user_id) {
  std::vector<Link> links;
  tx.query(std::string(columns) + "FROM auth_oauth_links WHERE user_id = $1", {user_id},
           [&](const Row& row) { links.push_back(read(row)); });
  return links;
}

void Links::remove_of(const Tx& tx, std::string_view user_id) {
  tx.execute("DELETE FROM auth_oauth_links WHERE user_id = $1", {user_id});
}

}  // namespace veza::oauth
