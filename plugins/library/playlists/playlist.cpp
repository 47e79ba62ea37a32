#include "playlists/playlist.h"

#include <veza/id.hpp>

#include "playlists/smart.h"
#include "rules/text.h"

namespace veza::library {
namespace {

constexpr size_t max_playlist_title = 200, max_description = 2000;

// Line breaks are people's own in a description.
std::string description_problem(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return text_problem(text, max_description);
}

}  // namespace

PlaylistChanges parse_playlist_changes(const Json& object, Problems& problems) {
  PlaylistChanges out;
  for (const auto& [field, value] : object.items()) {
    if (field == "title") {
      const auto text = value.is_string() ? value.get<std::string>() : std::string();
      const auto why = value.is_string() ? text_problem(text, max_playlist_title) : "must be text";
      if (!why.empty()) {
        problems.push_back({field, why});
      } else if (out.title = clean_text(text, max_playlist_title); out.title->empty()) {
        problems.push_back({field, "must not be empty"});
      }
    } else if (field == "description") {
      if (value.is_null() || value == "") {
        out.description.emplace(std::nullopt);
      } else if (!value.is_string()) {
        problems.push_back({field, "must be text or null"});
      } else if (auto why = description_problem(value.get<std::string>()); !why.empty()) {
        problems.push_back({field, why});
      } else {
        out.description.emplace(value.get<std::string>());
      }
    } else if (field == "visibility") {
      if (value == "public" || value == "unlisted" || value == "private") {
        out.visibility = value.get<std::string>();
      } else {
        problems.push_back({field, "must be \"public\", \"unlisted\" or \"private\""});
      }
    } else if (field == "rules") {
      if (auto rules = parse_smart_rules(value, problems)) out.rules = to_text(to_json(*rules));
    } else {
      problems.push_back({clean_text(field, 60), "is not a field that can be set"});
    }
  }
  return out;
}

void apply(const PlaylistChanges& changes, Playlist& playlist) {
  if (changes.title) playlist.title = *changes.title;
  if (changes.description) playlist.description = *changes.description;
  if (changes.visibility) playlist.visibility = *changes.visibility;
  if (changes.rules) playlist.rules = *changes.rules;
}

Json to_json(const Playlist& playlist, const std::string& owner_name, bool can_edit, bool can_manage) {
  return {{"id", playlist.id},
          {"title", playlist.title},
          {"description", playlist.description ? Json(*playlist.description) : Json()},
          {"visibility", playlist.visibility},
          {"kind", playlist.is_smart() ? "smart" : "manual"},
          {"rules", playlist.rules ? parse_json(*playlist.rules) : Json()},
          {"item_count", playlist.is_smart() ? Json() : Json(playlist.item_count)},
          {"revision", playlist.revision},
          {"owner", {{"id", playlist.owner_id}, {"username", owner_name}}},
          {"can_edit", can_edit},
          {"can_manage", can_manage},
          {"created_at", rfc3339(playlist.created_at)},
          {"updated_at", rfc3339(playlist.updated_at)}};
}

Json audit_state(const Playlist& playlist) {
  return {{"owner_id", playlist.owner_id},
          {"title", playlist.title},
          {"visibility", playlist.visibility},
          {"kind", playlist.is_smart() ? "smart" : "manual"}};
}

}  // namespace veza::library
