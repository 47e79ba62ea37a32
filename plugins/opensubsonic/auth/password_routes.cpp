#include "auth/password_routes.h"

#include <veza/id.hpp>

#include "auth/digest.h"
#include "site/agent.h"

namespace veza::opensubsonic {
namespace {

constexpr const char* base = "/api/v1/opensubsonic/passwords";

// A password for an app reaches what its owner reaches: neither an app's nor a script's token makes another.
void require_session(const Services& services, const Request& request) {
  if (!services.accounts.session_lives(services.accounts.session_id(request))) {
    throw HttpError(403, "session_required", "A token cannot do this; sign in.");
  }
}

Response list(const Services& services, const Request& request) {
  Json data = Json::array();
  for (const auto& each : services.passwords.of(request.principal().user_id())) data.push_back(to_json(each));
  return Response::ok(data).header("Cache-Control", "no-store");
}

std::string name_of(const Request& request) {
  const Json body = request.json();
  if (!body.is_object()) throw HttpError(400, "malformed_json", "Send a JSON object with a name.");
  for (const auto& [field, value] : body.items()) {
    if (field != "name") throw HttpError::invalid_fields({{line_of(field, 60), "is not known here"}});
  }
  const auto found = body.find("name");
  if (found == body.end() || !found->is_string()) throw HttpError::invalid_fields({{"name", "is missing"}});
  const auto& text = found->get_ref<const std::string&>();
  const auto name = line_of(text, Passwords::longest_name);
  if (name.empty()) throw HttpError::invalid_fields({{"name", "is missing"}});
  if (text.size() > 4 * Passwords::longest_name) throw HttpError::invalid_fields({{"name", "is too long"}});
  return name;
}

Response make(const Services& services, const Request& request) {
  require_session(services, request);
  AppPassword made;
  made.name = name_of(request);
  made.id = new_id();
  made.user_id = request.principal().user_id();
  made.created_at = now_ms();
  const std::string text = new_password();
  bool room = false;
  services.db.write([&](const Tx& tx) {
    room = services.passwords.insert(tx, made, text);
    if (!room) return;
    services.audit.record(tx, request,
                          {"opensubsonic.password.made", "app_password", made.id, nullptr, {{"name", made.name}}});
  });
  if (!room) throw HttpError(409, "too_many", "You have 50 app passwords, which is the most; revoke one first.");
  Json out = to_json(made);
  out["password"] = text;
  return Response::ok(out, 201)
      .header("Cache-Control", "no-store")
      .header("Location", std::string(base) + "/" + made.id);
}

Response revoke(const Services& services, const Request& request) {
  require_session(services, request);
  const std::string id(request.param("id")), user_id(request.principal().user_id());
  bool found = false;
  services.db.write([&](const Tx& tx) {
    found = Passwords::remove(tx, user_id, id);
    if (found) services.audit.record(tx, request, {"opensubsonic.password.revoked", "app_password", id});
  });
  if (!found) throw HttpError(404, "not_found", "There is no such app password.");
  return Response::empty();
}

}  // namespace

void add_password_routes(Services& services) {
  RouteOptions reading, managing;
  reading.permission = "account:read";
  managing.permission = "account:manage";
  services.http.get(
      base, [&services](const Request& request) { return list(services, request); }, reading);
  services.http.post(
      base, [&services](const Request& request) { return make(services, request); }, managing);
  services.http.del(
      std::string(base) + "/{id}", [&services](const Request& request) { return revoke(services, request); }, managing);
}

}  // namespace veza::opensubsonic
