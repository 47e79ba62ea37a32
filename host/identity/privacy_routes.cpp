#include "identity/privacy_routes.h"

#include "base/text.h"
#include "blobs/blob_stream.h"
#include "http/audit_entry.h"
#include "http/envelope.h"
#include "identity/cookies.h"
#include "identity/routes.h"
#include "identity/session_store.h"
#include "identity/sign_in.h"
#include "identity/token_store.h"
#include "identity/user_store.h"

namespace veza::identity {
namespace {

using base::Json;
using http::Context;
using http::Problem;
using net::Response;

constexpr int64_t day_ms = 24LL * 3600 * 1000;

observe::AuditEntry about_me(const Context& context, std::string action) {
  auto entry = http::audit_entry(context, std::move(action));
  entry.subject_type = "user";
  entry.subject_id = context.principal().user_id;
  return entry;
}

Json to_json(const privacy::Export& found) {
  Json json{{"status", name(found.state)}, {"progress", found.progress}, {"url", nullptr}, {"size", nullptr},
            {"requested_at", nullptr},     {"expires_at", nullptr}};
  if (found.state != privacy::ExportState::none) json["requested_at"] = base::rfc3339(found.requested_at);
  if (found.state == privacy::ExportState::ready) {
    json["url"] = "/api/v1/account/export/file?token=" + base::percent_encode(found.token);
    json["size"] = found.size;
    json["expires_at"] = base::rfc3339(found.expires_at);
  }
  return json;
}

Response show_export(const PrivacyRoutes& parts, const Context& context) {
  const auto found = parts.privacy.last_export(context.principal().user_id);
  if (!found) return http::error(context, found.error());
  return http::success(to_json(*found)).set("Cache-Control", "no-store");
}

Response ask_export(const PrivacyRoutes& parts, const Context& context) {
  if (auto fresh = require_fresh(parts.identity, context); !fresh) return http::error(context, fresh.error());
  const std::string user_id = context.principal().user_id;
  const auto last = parts.privacy.last_export(user_id);
  if (!last) return http::error(context, last.error());
  const int64_t wait_ms = last->requested_at + privacy::export_pause_ms - base::now_ms();
  if (last->state == privacy::ExportState::queued || last->state == privacy::ExportState::running)
    return http::success(to_json(*last), 202);
  if (wait_ms > 0 && last->state != privacy::ExportState::failed) {
    Problem problem{429, "rate_limited", "Your data can be exported once a day. Try again tomorrow."};
    problem.retry_after_s = (wait_ms + 999) / 1000;
    return http::error(context, problem);
  }
  auto entry = about_me(context, "privacy.export.requested");
  const auto written = parts.db.write([&](data::Transaction& tx) -> base::Status {
    auto id = parts.privacy.request_export(tx, user_id, std::string(context.request_id));
    if (!id) return base::fail(id.error());
    return parts.audit.record(tx, entry);
  });
  if (!written && written.error().code != base::Code::conflict) return http::error(context, written.error());
  const auto now = parts.privacy.last_export(user_id);
  if (!now) return http::error(context, now.error());
  return http::success(to_json(*now), 202);
}

Response send_export(const PrivacyRoutes& parts, const Context& context) {
  const auto found =
      parts.privacy.export_by_token(context.principal().user_id, context.request.query_value("token").value_or(""));
  if (!found) return http::error(context, found.error());
  const auto none = [&] {
    return http::error(context, 404, "not_found", "There is no such export, or its link has run out.");
  };
  if (!*found) return none();
  auto stream = blobs::BlobStream::open(parts.blobs, privacy::Privacy::blob_key((*found)->id));
  if (!stream) return stream.error().code == base::Code::not_found ? none() : http::error(context, stream.error());
  if (auto noted = parts.audit.record(parts.db, about_me(context, "privacy.export.taken")); !noted)
    return http::error(context, noted.error());
  auto shared = std::make_shared<blobs::BlobStream>(std::move(*stream));
  net::PullBody body;
  body.next = [shared](char* buffer, size_t capacity) { return shared->next(buffer, capacity); };
  body.size = shared->facts().size;
  body.seek = [shared](uint64_t offset) -> base::Status {
    shared->seek(offset);
    return {};
  };
  Response response = Response::pull(std::move(body), "application/zip");
  response.set("Content-Disposition", "attachment; filename=\"my-data.zip\"");
  response.set("Cache-Control", "private, no-store");
  return response;
}

mail::Message closed_letter(const PrivacyRoutes& parts, const User& user, int64_t erase_at) {
  mail::Message message;
  message.to = user.email;
  message.subject = "Your account at " + parts.site_name + " is closed";
  message.kind = "account_closed";
  message.user_id = user.id;
  message.text = "Hello " + user.username + ",\n\nyour account at " + parts.site_name +
                 " is closed, and everything in it will be erased on " + base::rfc3339(erase_at).substr(0, 10) +
                 ".\n\nWas it not you, or have you changed your mind? Sign in before that day and restore it:\n" +
                 (parts.site_url ? parts.site_url() : std::string()) + "/sign-in\n";
  return message;
}

Response close(const PrivacyRoutes& parts, const Context& context) {
  if (auto fresh = require_fresh(parts.identity, context); !fresh) return http::error(context, fresh.error());
  const auto user = parts.identity.accounts().find(context.principal().user_id);
  if (!user) return http::error(context, user.error());
  const int64_t now = base::now_ms();
  std::optional<Problem> refusal;
  std::vector<std::string> ended;
  int64_t erase_at = 0;
  const auto written = parts.db.write([&](data::Transaction& tx) -> base::Status {
    refusal.reset();
    auto closed = close_account(tx, parts.privacy, *user, now, std::string(context.request_id), std::nullopt, ended);
    if (!closed) {
      refusal = closed.error();
      return base::fail(base::Code::cancelled, "refused");
    }
    erase_at = *closed;
    auto entry = about_me(context, "privacy.account.closed");
    entry.after = {{"erased_at", base::rfc3339(erase_at)}};
    if (auto noted = parts.audit.record(tx, entry); !noted) return noted;
    return parts.mail ? parts.mail(tx, closed_letter(parts, *user, erase_at)) : base::Status();
  });
  if (refusal) return http::error(context, *refusal);
  if (!written) return http::error(context, written.error());
  if (auto known = parts.privacy.synchronize(); !known) return http::error(context, known.error());
  // Here at once; other hosts hear of it within a second, as of every session that ends.
  if (auto known = parts.identity.synchronize(); !known) return http::error(context, known.error());
  Response response = http::success({{"erased_at", base::rfc3339(erase_at)}}, 202);
  clear_session_cookies(response, cookie_place(parts.identity, context));
  return response;
}

Response restore(const PrivacyRoutes& parts, const Context& context) {
  bool restored = false;
  const auto written = parts.db.write([&](data::Transaction& tx) -> base::Status {
    auto cancelled = parts.privacy.cancel_erasure(tx, context.principal().user_id);
    if (!cancelled) return base::fail(cancelled.error());
    restored = *cancelled;
    return restored ? parts.audit.record(tx, about_me(context, "privacy.account.restored")) : base::Status();
  });
  if (!written) return http::error(context, written.error());
  if (!restored)
    return http::error(context, 409, "not_closed",
                       "This account is not waiting to be erased; there is nothing to restore.");
  if (auto known = parts.privacy.synchronize(); !known) return http::error(context, known.error());
  return http::no_content();
}

}  // namespace

http::Answer<int64_t> close_account(data::Transaction& tx, privacy::Privacy& privacy, const User& user, int64_t now,
                                    const std::string& request_id, std::optional<int64_t> delay_ms,
                                    std::vector<std::string>& ended) {
  ended.clear();
  const auto last = is_last_with(tx, name(Role::admin), user.id);
  if (!last) return http::refuse(Problem::from(last.error()));
  auto current = find_user(tx, user.id);
  if (!current) return http::refuse(Problem::from(current.error()));
  if (!*current) return http::refuse(404, "not_found", "There is no such account.");
  if ((*current)->user.role == name(Role::admin) && *last)
    return http::refuse(409, "last_admin", "This is the only admin; make somebody else admin first.");
  auto erase_at = privacy.request_erasure(tx, user.id, request_id, delay_ms);
  if (!erase_at && erase_at.error().code == base::Code::conflict)
    return http::refuse(409, "erasure_pending", "This account is closed already.");
  if (!erase_at) return http::refuse(Problem::from(erase_at.error()));
  auto over =
      revoke_sessions_of(tx, user.id, "account_closed", now, [&](std::string sid) { ended.push_back(std::move(sid)); });
  if (!over) return http::refuse(Problem::from(over.error()));
  if (auto revoked = revoke_tokens_of(tx, user.id, now); !revoked) return http::refuse(Problem::from(revoked.error()));
  return *erase_at;
}

std::function<base::Status(data::Transaction&, const std::string&)> export_letter(mail::Post mail,
                                                                                  std::function<std::string()> site_url,
                                                                                  std::string site_name) {
  if (!mail) return {};
  return [mail = std::move(mail), site_url = std::move(site_url), site_name = std::move(site_name)](
             data::Transaction& tx, const std::string& user_id) -> base::Status {
    auto user = find_user(tx, user_id);
    if (!user) return base::fail(user.error());
    if (!*user) return {};
    mail::Message message;
    message.to = (*user)->user.email;
    message.subject = "Your data from " + site_name;
    message.kind = "export_ready";
    message.user_id = user_id;
    message.text = "Hello " + (*user)->user.username + ",\n\nthe file with everything you have at " + site_name +
                   " is ready. Sign in and take it within " + std::to_string(privacy::export_days) + " days:\n" +
                   (site_url ? site_url() : std::string()) + "/account/privacy\n";
    return mail(tx, message);
  };
}

std::vector<http::Route> privacy_routes(const PrivacyRoutes& given) {
  const auto parts = std::make_shared<const PrivacyRoutes>(given);
  const auto route = [&](const char* method, const char* pattern, const char* permission, auto handle) {
    http::Route made;
    made.method = method;
    made.pattern = pattern;
    made.permission = permission;
    made.session_only = made.permission == "account:manage";
    made.handler = [parts, handle](Context& context) { return handle(*parts, context); };
    made.body_limit = 16 << 10;
    return made;
  };
  return {route("POST", "/api/v1/account/export", "account:manage", ask_export),
          route("GET", "/api/v1/account/export", "account:read", show_export),
          route("GET", "/api/v1/account/export/file", "account:read", send_export),
          route("DELETE", "/api/v1/account", "account:manage", close),
          route("POST", "/api/v1/account/restore", "account:manage", restore)};
}

}  // namespace veza::identity
