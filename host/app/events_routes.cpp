#include "app/events_routes.h"

#include "base/clock.h"
#include "http/audit_entry.h"
#include "http/envelope.h"
#include "http/paging.h"

namespace veza::app {
namespace {

net::Response consumers(events::Outbox& outbox, const http::Context& context) {
  const auto status = outbox.status();
  if (!status) return http::error(context, status.error());
  base::Json list = base::Json::array();
  for (const auto& one : *status) list.push_back(to_json(one));
  return http::success(list);
}

net::Response letters(events::Outbox& outbox, const http::Context& context) {
  const auto paging = http::paging(context.request);
  if (!paging) return http::error(context, paging.error());
  const auto limit = static_cast<size_t>(paging->per_page);
  auto found = outbox.dead_letters(limit + 1, paging->cursor);
  if (!found) return http::error(context, found.error());
  const bool more = found->size() > limit;
  if (more) found->pop_back();
  base::Json list = base::Json::array();
  for (const auto& one : *found) list.push_back(to_json(one));
  return http::list(list, http::cursor_meta(*paging, more ? std::optional(found->back().id) : std::nullopt));
}

net::Response replay(events::Outbox& outbox, observe::Audit& audit, const http::Context& context) {
  auto entry = http::audit_entry(context, "events.dead_letter.replayed");
  entry.subject_type = "dead_letter";
  entry.subject_id = context.param("id");
  const auto replayed =
      outbox.replay(context.param("id"), [&](data::Transaction& tx) { return audit.record(tx, entry); });
  if (!replayed && replayed.error().code == base::Code::not_found)
    return http::error(context, 404, "not_found", "There is no such dead letter; it may have been replayed already.");
  if (!replayed) return http::error(context, replayed.error());
  return http::no_content();
}

http::Route admin(const char* method, const char* path, http::Handler handler) {
  http::Route route;
  route.method = method;
  route.pattern = path;
  route.permission = "system:config";
  route.handler = std::move(handler);
  return route;
}

}  // namespace

std::vector<http::Route> events_routes(events::Outbox& outbox, observe::Audit& audit) {
  return {
      admin("GET", "/api/v1/admin/events/consumers",
            [&outbox](http::Context& context) { return consumers(outbox, context); }),
      admin("GET", "/api/v1/admin/events/dead-letters",
            [&outbox](http::Context& context) { return letters(outbox, context); }),
      admin("POST", "/api/v1/admin/events/dead-letters/{id}/replay",
            [&outbox, &audit](http::Context& context) { return replay(outbox, audit, context); }),
  };
}

base::Json to_json(const events::ConsumerStatus& status) {
  return {{"name", status.name}, {"behind", status.behind}, {"waiting", status.waiting}, {"dead", status.dead}};
}

base::Json to_json(const events::DeadLetter& letter) {
  return {{"id", letter.id},
          {"consumer", letter.consumer},
          {"event", events::to_json(letter.event)},
          {"attempts", letter.attempts},
          {"last_error", letter.last_error},
          {"failed_at", base::rfc3339(letter.failed_at)}};
}

}  // namespace veza::app
