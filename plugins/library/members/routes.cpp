#include "members/routes.h"

#include "rules/text.h"

namespace veza::library {
namespace {

constexpr size_t longest_name = 100;
constexpr uint32_t looked_at = 5;

// Null when nobody is called that. Case makes no difference, as when signing in.
Json member_named(const Services& services, std::string_view name) {
  if (name.empty() || !text_problem(name, longest_name).empty()) return nullptr;
  // By the beginning of the name: the shortest is first.
  for (const Json& user : services.identity.find_users(name, looked_at)) {
    if (fold(user.value("username", "")) == fold(name)) return user;
  }
  return nullptr;
}

// Whether guests have read the name anyway: over a public track or playlist.
bool shows_something(const Services& services, const std::string& user_id) {
  bool found = false;
  services.db.query(
      "SELECT 1 WHERE EXISTS (SELECT 1 FROM library_tracks t WHERE t.owner_id = $1 AND t.visibility = 'public' AND "
      "t.status <> 'failed') OR EXISTS (SELECT 1 FROM library_playlists p WHERE p.owner_id = $1 AND p.visibility = "
      "'public')",
      {user_id}, [&](const Row&) { found = true; });
  return found;
}

Response get(const Services& services, const Request& request) {
  const Json user = member_named(services, request.param("name"));
  const bool known = user.is_object() && (request.principal().signed_in() || shows_something(services, user.at("id")));
  if (!known) throw HttpError(404, "not_found", "Nobody here has this name.");
  return Response::ok({{"id", user.at("id")}, {"username", user.at("username")}});
}

}  // namespace

void add_member_route(Services& services) {
  services.http.get("/api/v1/users/{name}", [&](const Request& request) { return get(services, request); });
}

}  // namespace veza::library
