#include "guestbook.h"

#include "entry_rules.h"

namespace guestbook {

using veza::HttpError;
using veza::Json;
using veza::Request;
using veza::Response;

void Guestbook::start() {
  services_.emplace(host_);
  signed_total_ = services_->metrics.counter("guestbook_entries_total", "Entries signed.");
  services_->policy.declare("guestbook.sign", veza::OnFailure::hold);
  services_->privacy.handle([this](std::string_view user_id, const veza::Export& out) { give_out(user_id, out); },
                            [](const veza::Tx& tx, std::string_view user_id) {
                              tx.execute("DELETE FROM guestbook_entries WHERE user_id = $1", {user_id});
                              return false;
                            });
  services_->http.get("/api/v1/guestbook", [this](const Request& request) { return list(request); });
  services_->http.post("/api/v1/guestbook", [this](const Request& request) { return sign(request); },
                       {.permission = "account:read", .body_limit = 64 << 10});
}

Response Guestbook::list(const Request&) const {
  Json entries = Json::array();
  services_->db.query("SELECT id, username, message, created_at FROM guestbook_entries ORDER BY id DESC LIMIT $1",
                      {100}, [&](const veza::Row& row) {
                        entries.push_back({{"id", row.text(0)},
                                           {"username", row.text(1)},
                                           {"message", row.text(2)},
                                           {"created_at", veza::rfc3339(row.integer(3))}});
                      });
  return Response::ok(entries);
}

void Guestbook::give_out(std::string_view user_id, const veza::Export& out) const {
  Json entries = Json::array();
  services_->db.query(
      "SELECT id, message, created_at FROM guestbook_entries WHERE user_id = $1 ORDER BY id", {user_id},
      [&](const veza::Row& row) {
        entries.push_back(
            {{"id", row.text(0)}, {"message", row.text(1)}, {"created_at", veza::rfc3339(row.integer(2))}});
      });
  out.json("entries.json", entries);
}

Response Guestbook::sign(const Request& request) const {
  const Json body = request.json();
  if (!body.is_object() || !body.value("message", Json()).is_string()) {
    throw HttpError(422, "invalid_fields", "Some fields are not right.", {{"message", "must be a text"}});
  }
  const std::string message(trimmed(body["message"].get_ref<const std::string&>()));
  if (const auto wrong = problem(message, services_->config.get<size_t>("max_characters"))) {
    throw HttpError(422, "invalid_fields", "Some fields are not right.", {{"message", *wrong}});
  }

  const auto who = request.principal();
  const auto decision = services_->policy.decide(
      "guestbook.sign",
      {{"user", {{"id", who.user_id()}, {"username", who.username()}, {"role", who.role()}}}, {"message", message}});
  if (decision.kind == veza::Decision::Kind::deny || decision.kind == veza::Decision::Kind::hold) {
    throw HttpError(403, "policy_denied",
                    decision.message.empty() ? "This entry is not welcome here." : decision.message);
  }

  const std::string id = veza::new_id();
  const int64_t now = veza::now_ms();
  services_->db.write([&](const veza::Tx& tx) {
    tx.execute("INSERT INTO guestbook_entries (id, user_id, username, message, created_at) VALUES ($1, $2, $3, $4, $5)",
               {id, who.user_id(), who.username(), message, now});
    services_->events.emit(tx, {.type = "guestbook.entry.signed.v1",
                                .aggregate_type = "entry",
                                .aggregate_id = id,
                                .data = {{"user_id", who.user_id()}},
                                .correlation_id = std::string(request.id())});
    services_->audit.record(tx, request, {"guestbook.entry.signed", "entry", id, nullptr, {{"message", message}}});
  });
  signed_total_->record();
  return Response::ok(
      {{"id", id}, {"username", who.username()}, {"message", message}, {"created_at", veza::rfc3339(now)}}, 201);
}

}  // namespace guestbook
