#include "rules/changes.h"

#include <algorithm>
#include <functional>
#include <map>

#include "rules/music.h"
#include "rules/text.h"

namespace veza::library {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

class Reader {
 public:
  explicit Reader(Problems& problems) : problems_(problems) {}

  void text(const std::string& field, const Json& value, size_t max, std::optional<std::optional<std::string>>& out) {
    if (value.is_null()) {
      out.emplace(std::nullopt);
      return;
    }
    if (!value.is_string()) return problem(field, "must be text or null");
    const auto kept = trim(value.get_ref<const std::string&>());
    if (auto why = text_problem(kept, max); !why.empty()) return problem(field, why);
    out.emplace(kept.empty() ? std::nullopt : std::optional<std::string>(kept));
  }
  void number(const std::string& field, const Json& value, int64_t max, std::optional<std::optional<int64_t>>& out) {
    if (value.is_null()) {
      out.emplace(std::nullopt);
      return;
    }
    const bool fits = value.is_number_integer() && !(value.is_number_unsigned() && value.get<uint64_t>() > 1000000) &&
                      value.get<int64_t>() >= 1 && value.get<int64_t>() <= max;
    if (!fits) return problem(field, "must be a whole number from 1 to " + std::to_string(max) + ", or null");
    out.emplace(value.get<int64_t>());
  }
  void title(const Json& value, std::optional<std::string>& out) {
    std::optional<std::optional<std::string>> read;
    if (value.is_null()) return problem("title", "must not be empty");
    text("title", value, max_title, read);
    if (!read) return;
    if (!*read) return problem("title", "must not be empty");
    out = std::move(**read);
  }
  void visibility(const Json& value, std::optional<Visibility>& out) {
    if (value.is_string()) out = visibility_named(value.get_ref<const std::string&>());
    if (!out) problem("visibility", "must be \"public\", \"unlisted\" or \"private\"");
  }
  // What `spell` makes of a text.
  template <class Spell>
  void spelt(const std::string& field, const Json& value, Spell spell, const char* must, Changes::Text& out) {
    Changes::Text given;
    text(field, value, 200, given);
    if (!given) return;
    if (!*given) {
      out.emplace(std::nullopt);
      return;
    }
    auto kept = spell(**given);
    if (!kept) return problem(field, must);
    out.emplace(std::move(kept));
  }
  void bpm(const Json& value, std::optional<std::optional<double>>& out) {
    if (value.is_null()) {
      out.emplace(std::nullopt);
    } else if (value.is_number() && value.get<double>() >= min_bpm && value.get<double>() <= max_bpm) {
      out.emplace(value.get<double>());
    } else {
      problem("bpm", "must be a number from 20 to 999, or null");
    }
  }
  void names(const std::string& field, const Json& value, size_t most, Changes::Names& out) {
    if (!value.is_array()) return problem(field, "must be a list of text");
    if (value.size() > most) return problem(field, "has more than " + std::to_string(most) + " entries");
    std::vector<std::string> kept, seen;
    for (const auto& one : value) {
      Changes::Text name;
      const size_t before = problems_.size();
      text(field, one.is_null() ? Json(0) : one, max_genre, name);
      if (problems_.size() != before) return;
      if (!*name) continue;
      auto key = key_of(**name);
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) continue;
      seen.push_back(std::move(key));
      kept.push_back(std::move(**name));
    }
    out = std::move(kept);
  }
  void credits(const Json& value, std::optional<Credits>& out) {
    if (!value.is_array()) return problem("credits", "must be a list of {\"role\", \"name\"}");
    if (value.size() > max_credits)
      return problem("credits", "has more than " + std::to_string(max_credits) + " entries");
    Credits kept;
    for (const auto& one : value) {
      Credit credit;
      if (!this->credit(one, credit)) return;
      const auto same = [&](const Credit& other) {
        return other.role == credit.role && key_of(other.name) == key_of(credit.name);
      };
      if (std::find_if(kept.begin(), kept.end(), same) == kept.end()) kept.push_back(std::move(credit));
    }
    out = std::move(kept);
  }
  void problem(const std::string& field, const std::string& text) { problems_.push_back({field, text}); }

 private:
  bool credit(const Json& value, Credit& out) {
    const size_t before = problems_.size();
    Changes::Text role, name, id;
    if (!value.is_object()) problem("credits", "must hold objects with a role and a name");
    if (problems_.size() != before) return false;
    for (const auto& [field, member] : value.items()) {
      if (field == "role") {
        text("credits", member, max_name, role);
      } else if (field == "name") {
        text("credits", member, max_name, name);
      } else if (field == "mbid") {
        spelt("credits", member, mbid, "has an mbid that is no UUID", id);
      } else if (field != "artist_id") {
        // What a client got with the track and sends back.
        problem("credits", "has a member that is not role, name or mbid");
      }
    }
    if (problems_.size() != before) return false;
    if (!role || !*role || !is_role(**role)) {
      problem("credits",
              "has a role that is not main, featured, remixer, producer, composer, lyricist, conductor, "
              "performer, engineer or other");
    } else if (!name || !*name) {
      problem("credits", "has an entry without a name");
    } else {
      out = {**role, **name, id && *id ? **id : std::string()};
    }
    return problems_.size() == before;
  }

  Problems& problems_;
};

using Read = void (*)(Reader&, const std::string& field, const Json&, Changes&);

// How each field is read.
const std::map<std::string, Read, std::less<>>& readers() {
  using R = Reader;
  using F = const std::string&;
  using J = const Json&;
  using C = Changes;
  static const std::map<std::string, Read, std::less<>> all{
      {"title", [](R& r, F, J v, C& c) { r.title(v, c.title); }},
      {"artist", [](R& r, F f, J v, C& c) { r.text(f, v, max_name, c.artist); }},
      {"album", [](R& r, F f, J v, C& c) { r.text(f, v, max_name, c.album); }},
      {"album_artist", [](R& r, F f, J v, C& c) { r.text(f, v, max_name, c.album_artist); }},
      {"album_type",
       [](R& r, F f, J v, C& c) {
         r.spelt(f, v, album_type,
                 "must be album, ep, single, compilation, live, remix, soundtrack, broadcast, audiobook or other",
                 c.album_type);
       }},
      {"genre", [](R& r, F f, J v, C& c) { r.text(f, v, max_genre, c.genre); }},
      {"genres", [](R& r, F f, J v, C& c) { r.names(f, v, max_genres, c.genres); }},
      {"tags", [](R& r, F f, J v, C& c) { r.names(f, v, max_tags, c.tags); }},
      {"credits", [](R& r, F, J v, C& c) { r.credits(v, c.credits); }},
      {"year", [](R& r, F f, J v, C& c) { r.number(f, v, 9999, c.year); }},
      {"track_number", [](R& r, F f, J v, C& c) { r.number(f, v, 9999, c.track_number); }},
      {"disc_number", [](R& r, F f, J v, C& c) { r.number(f, v, 999, c.disc_number); }},
      {"visibility", [](R& r, F, J v, C& c) { r.visibility(v, c.visibility); }},
      {"bpm", [](R& r, F, J v, C& c) { r.bpm(v, c.bpm); }},
      {"musical_key",
       [](R& r, F f, J v, C& c) { r.spelt(f, v, musical_key, "must be a key such as Am, F# or 8A", c.musical_key); }},
      {"isrc", [](R& r, F f, J v, C& c) { r.spelt(f, v, isrc, "must be an ISRC such as GBAYE6800011", c.isrc); }},
      {"licence", [](R& r, F f, J v, C& c) { r.text(f, v, max_licence, c.licence); }},
      {"release_date",
       [](R& r, F f, J v, C& c) {
         r.spelt(f, v, release_date, "must be a date such as 2004, 2004-05 or 2004-05-06", c.release_date);
       }},
      {"mb_recording_id", [](R& r, F f, J v, C& c) { r.spelt(f, v, mbid, "must be a UUID", c.mb_recording_id); }},
      {"mb_track_id", [](R& r, F f, J v, C& c) { r.spelt(f, v, mbid, "must be a UUID", c.mb_track_id); }},
      {"mb_album_id", [](R& r, F f, J v, C& c) { r.spelt(f, v, mbid, "must be a UUID", c.mb_album_id); }},
  };
  return all;
}

}  // namespace

bool Changes::empty() const {
  return !title && !artist && !album && !album_artist && !album_type && !genre && !year && !track_number &&
         !disc_number && !visibility && !credits && !genres && !tags && !bpm && !musical_key && !isrc && !licence &&
         !release_date && !mb_recording_id && !mb_track_id && !mb_album_id;
}

Changes parse_changes(const Json& object, Problems& problems) {
  Changes out;
  Reader read(problems);
  for (const auto& [field, value] : object.items()) {
    const auto reader = readers().find(field);
    if (reader != readers().end()) {
      reader->second(read, field, value, out);
    } else {
      read.problem(clean_text(field, 60), "is not a field that can be set");
    }
  }
  return out;
}

}  // namespace veza::library
