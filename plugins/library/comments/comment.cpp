#include "comments/comment.h"

#include <algorithm>

#include <veza/id.hpp>

#include "rules/text.h"

namespace veza::library {
namespace {

constexpr int64_t longest_track_ms = 86'400'000;

// Whether nothing of it can be seen: spaces, breaks, and characters without width.
bool is_blank(std::string_view text) {
  constexpr std::string_view invisible[] = {" ",      "\n",     "\u00ad", "\u034f", "\u115f", "\u1160",
                                            "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f",
                                            "\u2060", "\u2061", "\u2062", "\u2063", "\u2064", "\u2800",
                                            "\u3164", "\ufe0e", "\ufe0f", "\ufeff", "\uffa0"};
  while (!text.empty()) {
    const auto* found = std::find_if(std::begin(invisible), std::end(invisible),
                                     [&](std::string_view each) { return text.starts_with(each); });
    if (found == std::end(invisible)) return false;
    text.remove_prefix(found->size());
  }
  return true;
}

// Line breaks are people's own; more than one empty line is only tall.
std::string text_of(const Json& value, Problems& problems) {
  if (!value.is_string()) {
    problems.push_back({"body", "must be text"});
    return "";
  }
  std::string flat = value.get<std::string>();
  for (char& c : flat) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  if (auto why = text_problem(flat, longest_comment); !why.empty()) {
    problems.push_back({"body", why});
    return "";
  }
  std::string text = clean_lines(value.get_ref<const std::string&>(), flat.size());
  for (size_t at; (at = text.find("\n\n\n")) != std::string::npos;) text.erase(at, 1);
  if (is_blank(text)) problems.push_back({"body", "must not be empty"});
  return text;
}

void unknown(const std::string& field, Problems& problems) {
  problems.push_back({clean_text(field, 60), "is not a field that can be set"});
}

}  // namespace

Comment parse_new_comment(const Json& object, std::optional<int64_t> duration_ms, Problems& problems) {
  Comment out;
  if (!object.contains("body")) problems.push_back({"body", "is missing"});
  for (const auto& [field, value] : object.items()) {
    if (field == "body") {
      out.body = text_of(value, problems);
    } else if (field == "position_ms") {
      if (value.is_null()) continue;
      const int64_t end = duration_ms.value_or(longest_track_ms);
      if (!value.is_number_integer() || value < 0 || value > end) {
        problems.push_back(
            {field, "must be null or a moment of the track in milliseconds, at most " + std::to_string(end) + " here"});
      } else {
        out.position_ms = value.get<int64_t>();
      }
    } else if (field == "parent_id") {
      if (value.is_null()) continue;
      if (!value.is_string() || !is_id(value.get_ref<const std::string&>())) {
        problems.push_back({field, "must be null or the id of the comment that is answered"});
      } else {
        out.parent_id = value.get<std::string>();
      }
    } else {
      unknown(field, problems);
    }
  }
  if (out.parent_id && out.position_ms) {
    problems.push_back({"position_ms", "is that of the comment that is answered; leave it out"});
  }
  return out;
}

std::string parse_comment_change(const Json& object, Problems& problems) {
  std::string out;
  if (!object.contains("body")) problems.push_back({"body", "is missing"});
  for (const auto& [field, value] : object.items()) {
    if (field == "body") {
      out = text_of(value, problems);
    } else {
      unknown(field, problems);
    }
  }
  return out;
}

Json to_json(const Comment& comment, const std::string& author, const Viewer& viewer, std::string_view track_owner_id) {
  return {{"id", comment.id},
          {"track_id", comment.track_id},
          {"author", {{"id", comment.user_id}, {"username", author}}},
          {"parent_id", comment.parent_id ? Json(*comment.parent_id) : Json()},
          {"position_ms", comment.position_ms ? Json(*comment.position_ms) : Json()},
          {"body", comment.body},
          {"reply_count", comment.reply_count},
          {"created_at", rfc3339(comment.created_at)},
          {"edited_at", comment.edited_at ? Json(rfc3339(*comment.edited_at)) : Json()},
          {"can_edit", may_edit_comment(viewer, comment)},
          {"can_delete", may_delete_comment(viewer, comment, track_owner_id)}};
}

Json audit_state(const Comment& comment) {
  return {{"track_id", comment.track_id}, {"author_id", comment.user_id}, {"created_at", rfc3339(comment.created_at)}};
}

}  // namespace veza::library
