#include "rules/credits.h"

#include <algorithm>

namespace veza::library {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool same_letter(char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; }

bool starts_with(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(),
                                                   [](char expected, char c) { return same_letter(c, expected); });
}

struct Featuring {
  size_t begin = std::string_view::npos, end = 0;
  bool bracket = false;
};

// Where " feat. " or " (feat. " is, from the space to what follows it.
Featuring find_featuring(std::string_view text) {
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] != ' ') continue;
    const bool bracket = i + 1 < text.size() && (text[i + 1] == '(' || text[i + 1] == '[');
    const size_t word = i + (bracket ? 2 : 1);
    for (const std::string_view mark : {"feat. ", "feat ", "ft. ", "ft ", "featuring "}) {
      if (starts_with(text.substr(word), mark)) return {i, word + mark.size(), bracket};
    }
  }
  return {};
}

void join(std::string& line, const Credits& credits, std::string_view role, std::string_view before) {
  std::string_view separator = before;
  for (const auto& credit : credits) {
    if (credit.role != role) continue;
    line += separator;
    line += credit.name;
    separator = ", ";
  }
}

}  // namespace

bool is_role(std::string_view role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

Credits credits_of(std::string_view artist) {
  artist = trim(artist);
  if (artist.empty()) return {};
  const auto at = find_featuring(artist);
  if (at.begin == std::string_view::npos) return {{"main", std::string(artist)}};
  auto guest = artist.substr(at.end);
  if (at.bracket && !guest.empty() && (guest.back() == ')' || guest.back() == ']')) guest.remove_suffix(1);
  const auto main = trim(artist.substr(0, at.begin));
  guest = trim(guest);
  if (main.empty() || guest.empty()) return {{"main", std::string(artist)}};
  return {{"main", std::string(main)}, {"featured", std::string(guest)}};
}

std::string credit_line(const Credits& credits) {
  std::string line;
  join(line, credits, "main", "");
  if (!line.empty()) join(line, credits, "featured", " feat. ");
  return line;
}

std::string main_artist(const Credits& credits) {
  const auto found =
      std::find_if(credits.begin(), credits.end(), [](const auto& credit) { return credit.role == "main"; });
  return found == credits.end() ? std::string() : found->name;
}

Credits with_artist(const Credits& credits, std::string_view artist) {
  Credits out = credits_of(artist);
  for (const auto& credit : credits) {
    if (credit.role != "main" && credit.role != "featured") out.push_back(credit);
  }
  return out;
}

Json stored(const Credits& credits) {
  Json out = Json::array();
  for (const auto& credit : credits) {
    Json one{{"role", credit.role}, {"name", credit.name}};
    if (!credit.mbid.empty()) one["mbid"] = credit.mbid;
    if (!credit.artist_id.empty()) one["id"] = credit.artist_id;
    out.push_back(std::move(one));
  }
  return out;
}

Credits credits_from(std::string_view json) {
  Credits out;
  const Json list = parse_json(json);
  if (!list.is_array()) return out;
  const auto text = [](const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  for (const auto& one : list) {
    if (!one.is_object()) continue;
    Credit credit{text(one, "role"), text(one, "name"), text(one, "mbid"), text(one, "id")};
    if (is_role(credit.role) && !credit.name.empty()) out.push_back(std::move(credit));
  }
  return out;
}

Json stored(const std::vector<std::string>& names) { return names; }

std::vector<std::string> names_from(std::string_view json) {
  std::vector<std::string> out;
  const Json list = parse_json(json);
  if (!list.is_array()) return out;
  for (const auto& one : list) {
    if (one.is_string()) out.push_back(one.get<std::string>());
  }
  return out;
}

}  // namespace veza::library
