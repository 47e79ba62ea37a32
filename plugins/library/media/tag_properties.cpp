#include "media/tag_properties.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "rules/changes.h"
#include "rules/lyrics.h"
#include "rules/music.h"
#include "rules/text.h"

namespace veza::library {
namespace {

using Names = std::vector<std::string>;

class Values {
 public:
  explicit Values(const Json& properties) : properties_(properties) {}

  // As they are.
  Names raw(const std::string& name) const {
    Names out;
    const auto found = properties_.is_object() ? properties_.find(name) : properties_.end();
    if (found == properties_.end() || !found->is_array()) return out;
    for (const auto& one : *found) {
      if (one.is_string()) out.push_back(one.get<std::string>());
    }
    return out;
  }
  Names clean(const std::string& name, size_t max) const {
    Names out;
    for (const auto& value : raw(name)) {
      auto text = clean_text(value, max);
      if (!text.empty() && std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
    }
    return out;
  }
  // The first value of the first property that has one `spell` can read.
  template <class Spell>
  auto first(std::initializer_list<const char*> names, Spell spell) const -> decltype(spell(std::string_view())) {
    for (const char* name : names) {
      for (const auto& value : clean(name, max_name)) {
        if (auto spelt = spell(value)) return spelt;
      }
    }
    return std::nullopt;
  }
  const Json& all() const { return properties_; }

 private:
  const Json& properties_;
};

void add(Credits& credits, std::string_view role, const std::string& name) {
  const auto same = [&](const Credit& other) { return other.role == role && other.name == name; };
  if (credits.size() < max_credits && !name.empty() && std::none_of(credits.begin(), credits.end(), same)) {
    credits.push_back({std::string(role), name});
  }
}

std::string joined(const Names& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return clean_text(out, max_name);
}

void read_artists(const Values& values, Metadata& out) {
  Names lines = values.clean("ARTIST", max_name);
  if (lines.empty() && out.artist) lines = {*out.artist};
  if (!lines.empty()) out.artist = joined(lines);
  Names names = values.clean("ARTISTS", max_name);
  if (names.empty() && lines.size() > 1) names = lines;
  if (names.empty()) {
    out.credits = credits_of(out.artist.value_or(""));
  } else {
    if (!out.artist) out.artist = joined(names);
    // The line says which of them are guests.
    const auto line = credits_of(*out.artist);
    const std::string guests = line.size() > 1 ? fold(line[1].name) : "";
    for (const auto& name : names) {
      add(out.credits, guests.find(fold(name)) == std::string::npos ? "main" : "featured", name);
    }
  }
  for (const char* name : {"FEATURING", "FEATUREDARTIST"}) {
    for (const auto& guest : values.clean(name, max_name)) add(out.credits, "featured", guest);
  }
  const auto ids = values.raw("MUSICBRAINZ_ARTISTID");
  const size_t known = out.credits.size();
  for (size_t i = 0; i < known && ids.size() == known; ++i) out.credits[i].mbid = mbid(ids[i]).value_or("");
}

void read_others(const Values& values, Metadata& out) {
  constexpr std::array<std::pair<const char*, const char*>, 9> properties{{{"REMIXER", "remixer"},
                                                                           {"PRODUCER", "producer"},
                                                                           {"COMPOSER", "composer"},
                                                                           {"LYRICIST", "lyricist"},
                                                                           {"CONDUCTOR", "conductor"},
                                                                           {"ENGINEER", "engineer"},
                                                                           {"MIXER", "engineer"},
                                                                           {"DJMIXER", "remixer"},
                                                                           {"ARRANGER", "other"}}};
  for (const auto& [name, role] : properties) {
    for (const auto& who : values.clean(name, max_name)) add(out.credits, role, who);
  }
  if (!values.all().is_object()) return;
  for (const auto& [name, ignored] : values.all().items()) {
    if (name != "PERFORMER" && !name.starts_with("PERFORMER:")) continue;
    for (auto who : values.clean(name, max_name)) {
      // "Jane Doe (guitar)"
      if (const auto bracket = who.rfind(" ("); who.ends_with(')') && bracket != std::string::npos && bracket > 0) {
        who.resize(bracket);
      }
      add(out.credits, "performer", who);
    }
  }
}

void read_genres(const Values& values, Metadata& out) {
  Names found;
  for (const auto& value : values.raw("GENRE")) {
    for (std::string_view rest = value; !rest.empty();) {
      const auto end = std::min(rest.find(';'), rest.size());
      auto name = clean_text(rest.substr(0, end), max_genre);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const auto same = [&](const std::string& other) { return fold(other) == fold(name); };
      if (!name.empty() && found.size() < max_genres && std::none_of(found.begin(), found.end(), same)) {
        found.push_back(std::move(name));
      }
    }
  }
  if (found.empty() && out.genre) found = {*out.genre};
  if (!found.empty()) out.genre = found.front();
  out.genres = std::move(found);
}

std::optional<double> bpm(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value >= min_bpm && value <= max_bpm ? std::optional(value) : std::nullopt;
}

void read_lyrics(const Values& values, Metadata& out) {
  std::vector<std::string> names{"SYNCEDLYRICS", "LYRICS", "UNSYNCEDLYRICS"};
  if (values.all().is_object()) {
    for (const auto& [name, ignored] : values.all().items()) {
      if (name.starts_with("LYRICS:")) names.push_back(name);
    }
  }
  for (const auto& name : names) {
    for (const auto& value : values.raw(name)) {
      auto text = clean_lines(value, max_lyrics);
      auto& to = parse_lrc(text).lines.empty() ? out.plain_lyrics : out.synced_lyrics;
      if (to.empty()) to = std::move(text);
    }
  }
}

}  // namespace

void read_properties(const Json& properties, Metadata& out) {
  const Values values(properties);
  read_artists(values, out);
  read_others(values, out);
  read_genres(values, out);
  read_lyrics(values, out);
  const auto text = [](std::string_view value) { return std::optional(std::string(value)); };
  if (!out.album_artist && values.first({"COMPILATION"}, text).value_or("") == "1")
    out.album_artist = "Various Artists";
  out.bpm = values.first({"BPM"}, &bpm);
  out.musical_key = values.first({"INITIALKEY", "KEY"}, &musical_key);
  out.isrc = values.first({"ISRC"}, &isrc);
  out.licence = values.first({"LICENSE", "COPYRIGHTURL", "COPYRIGHT"}, text);
  out.release_date = values.first({"RELEASEDATE", "DATE", "ORIGINALDATE"}, &release_date);
  if (out.release_date && !out.year) out.year = std::stoll(out.release_date->substr(0, 4));
  out.album_type = values.first({"RELEASETYPE", "MUSICBRAINZ_ALBUMTYPE", "MUSICBRAINZ ALBUM TYPE"}, &album_type);
  out.mb_recording_id = values.first({"MUSICBRAINZ_TRACKID", "MUSICBRAINZ TRACK ID"}, &mbid);
  out.mb_track_id = values.first({"MUSICBRAINZ_RELEASETRACKID"}, &mbid);
  out.mb_album_id = values.first({"MUSICBRAINZ_ALBUMID"}, &mbid);
}

}  // namespace veza::library
