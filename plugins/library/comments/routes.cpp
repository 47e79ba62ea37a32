#include "comments/routes.h"

#include <veza/id.hpp>

#include "comments/comments.h"
#include "comments/events.h"
#include "playlists/routes.h"
#include "routes/track_json.h"
#include "rules/text.h"

namespace veza::library {
namespace {

constexpr std::string_view hook = "comment.check", channel = "comments";
constexpr int64_t most_answers = 1000;  // to one comment

HttpError no_comment() { return {404, "not_found", "There is no such comment."}; }
HttpError no_track() { return {404, "not_found", "There is no such track."}; }

void publish(const Services& services, const std::string& track_id) {
  const std::string topic = "track." + track_id;
  services.sockets.publish(topic, {{"type", "CommentsChanged"}, {"topic", topic}, {"data", {{"track_id", track_id}}}});
}

// Tells whoever watches the track, on every node, after the commit. Not what was said: who watches may read no more.
void announce_comments(const Services& services, const std::string& track_id) {
  try {
    services.kv.publish(channel, track_id);
  } catch (const std::exception& error) {
    services.log.warn("a comment is told on this host only", {{"problem", error.what()}});
    publish(services, track_id);
  }
}

// Asks the site's comment.check hook, which may write another text. Throws HttpError 403 for a refusal.
void ask_policy(const Services& services, const Principal& principal, const Track& track, Comment& comment,
                bool is_edit) {
  const auto decision = services.policy.decide(
      hook,
      {{"user", {{"id", principal.user_id()}, {"username", principal.username()}, {"role", principal.role()}}},
       {"track", {{"id", track.id}, {"owner_id", track.owner_id}, {"visibility", visibility_name(track.visibility)}}},
       {"body", comment.body},
       {"position_ms", comment.position_ms ? Json(*comment.position_ms) : Json()},
       {"is_answer", comment.parent_id.has_value()},
       {"is_edit", is_edit}});
  using Kind = Decision::Kind;
  if (decision.kind == Kind::deny || decision.kind == Kind::hold) {
    const std::string otherwise = decision.kind == Kind::deny
                                      ? "This site's rules do not allow this comment."
                                      : "Somebody has to look at this comment first; ask the people who run the site.";
    throw HttpError(403, "policy_denied", decision.message.empty() ? otherwise : decision.message,
                    {{"body", decision.reason.empty() ? "policy" : decision.reason}});
  }
  if (decision.kind != Kind::change) return;
  Problems problems;
  const std::string text = parse_comment_change(decision.changes, problems);
  if (problems.empty()) {
    comment.body = text;
    return;
  }
  for (const auto& [field, problem] : problems) {
    services.log.error("comment.check changed a field to something it cannot be; the comment was refused",
                       {{"field", field}, {"problem", problem}});
  }
  throw HttpError(403, "policy_denied", "A fault in this site's rules keeps this comment back.", {{"body", "policy"}});
}

// The track that the request is about, when the viewer may hear it and read what is said of it.
Track require_track(const Services& services, const Request& request, const Viewer& viewer) {
  auto track = services.tracks.require_readable(request.param("id"), viewer);
  if (!track.is_open() && !request.principal().can("comment:read")) {
    throw HttpError(403, "forbidden", "You need the permission comment:read for this.");
  }
  return track;
}

Response list(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const Track track = require_track(services, request, viewer);
  Problems problems;
  const auto query =
      parse_comment_query([&](std::string_view name) { return request.query(name); }, per_page_of(request), problems);
  CommentPage page;
  if (problems.empty()) page = services.comments.list(track.id, query, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  Names names(services);
  Json data = Json::array();
  for (const Comment& comment : page.comments) {
    data.push_back(to_json(comment, names.of(comment.user_id), viewer, track.owner_id));
  }
  return Response::list(data, page_meta(query.per_page, page.total, page.next_cursor));
}

Response create(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const Track track = require_track(services, request, viewer);
  Problems problems;
  Comment comment = parse_new_comment(object_of(request), track.duration_ms, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  comment.id = new_id();
  comment.track_id = track.id;
  comment.user_id = viewer.user_id;
  comment.created_at = now_ms();
  ask_policy(services, principal, track, comment, false);
  write(services, [&](const Tx& tx) {
    // Again: it may have become private, or be gone.
    const auto now = Tracks::hold(tx, track.id);
    if (!now || may_read(viewer, now->ownership()) != Access::granted) throw no_track();
    if (comment.parent_id) {
      const auto parent = Comments::find(tx, *comment.parent_id);
      if (!parent || parent->track_id != track.id || parent->parent_id) {
        throw HttpError::invalid_fields({{"parent_id", "is no comment on this track that can be answered"}});
      }
      if (parent->reply_count >= most_answers) {
        throw HttpError(409, "too_many", "A comment has at most 1000 answers; write one of its own.");
      }
    }
    Comments::insert(tx, comment);
    services.events.emit(tx, comment_event(comment_created_event, comment, now->owner_id, request.id()));
  });
  announce_comments(services, track.id);
  return Response::ok(to_json(comment, std::string(principal.username()), viewer, track.owner_id), 201)
      .header("Location", "/api/v1/tracks/" + track.id + "/comments/" + comment.id);
}

// The comment that the request names, on its track.
Comment require_comment(const Services& services, const Request& request) {
  auto comment = services.comments.find(request.param("comment_id"));
  if (!comment || comment->track_id != request.param("id")) throw no_comment();
  return std::move(*comment);
}

Response update(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const Track track = require_track(services, request, viewer);
  Comment comment = require_comment(services, request);
  if (!may_edit_comment(viewer, comment)) {
    throw HttpError(403, "forbidden", "Only whoever wrote this comment can change it.");
  }
  Problems problems;
  const std::string text = parse_comment_change(object_of(request), problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  comment.body = text;
  ask_policy(services, principal, track, comment, true);
  write(services, [&](const Tx& tx) {
    if (!Tracks::hold(tx, track.id)) throw no_track();
    const auto before = Comments::find(tx, comment.id);
    if (!before) throw no_comment();
    const std::string body = comment.body;
    comment = *before;
    if (comment.body == body) return;
    comment.body = body;
    comment.edited_at = now_ms();
    Comments::set_body(tx, comment.id, comment.body, *comment.edited_at);
  });
  announce_comments(services, track.id);
  return Response::ok(to_json(comment, owner_name(services, comment.user_id), viewer, track.owner_id));
}

// One's own also on a track that can no longer be heard.
Response remove(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const auto found = services.comments.find(request.param("comment_id"));
  const bool own = found && found->user_id == viewer.user_id;
  if (!own) services.tracks.require_readable(request.param("id"), viewer);
  const Comment comment = require_comment(services, request);
  write(services, [&](const Tx& tx) {
    const auto track = Tracks::hold(tx, comment.track_id);
    const auto now = track ? Comments::find(tx, comment.id) : std::nullopt;
    if (!now) throw no_comment();
    if (!may_delete_comment(viewer, *now, track->owner_id)) {
      throw HttpError(403, "forbidden",
                      "Only whoever wrote this comment, the track's owner and moderators can remove it.");
    }
    for (const Comment& answer : Comments::remove(tx, now->id)) {
      services.events.emit(tx, comment_event(comment_deleted_event, answer, track->owner_id, request.id()));
    }
    services.events.emit(tx, comment_event(comment_deleted_event, *now, track->owner_id, request.id()));
    if (own) return;
    services.audit.record(tx, request, {"library.comment.deleted", "comment", now->id, audit_state(*now), nullptr});
  });
  announce_comments(services, comment.track_id);
  return Response::empty();
}

}  // namespace

void add_comments(Services& services) {
  services.policy.declare(hook, OnFailure::hold);
  services.kv.subscribe(channel, [&services](std::string_view track_id) { publish(services, std::string(track_id)); });
  RouteOptions creating, updating, deleting;
  creating.permission = "comment:create";
  updating.permission = "comment:update";
  deleting.permission = "comment:delete";
  const auto add = [&](auto Http::*method, std::string_view path, auto handler, const RouteOptions& options) {
    (services.http.*method)(
        path, [&services, handler](const Request& request) { return handler(services, request); }, options);
  };
  add(&Http::get, "/api/v1/tracks/{id}/comments", &list, {});
  add(&Http::post, "/api/v1/tracks/{id}/comments", &create, creating);
  add(&Http::patch, "/api/v1/tracks/{id}/comments/{comment_id}", &update, updating);
  add(&Http::del, "/api/v1/tracks/{id}/comments/{comment_id}", &remove, deleting);
}

}  // namespace veza::library
