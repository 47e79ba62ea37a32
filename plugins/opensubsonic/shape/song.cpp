#include <algorithm>
#include <cmath>

#include "protocol/ids.h"
#include "shape/shapes.h"
#include "site/agent.h"

namespace veza::opensubsonic {
namespace {

std::optional<int64_t> number_of(const Json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return static_cast<int64_t>(std::llround(found->get<double>()));
}

// A name that is one segment of a path, for apps that show and keep files by it.
std::string segment(const std::string& text, const char* otherwise) {
  std::string out = line_of(text, 100);
  for (char& c : out) {
    if (c == '/' || c == '\\') c = '_';
  }
  if (out.empty() || out == "." || out == "..") return otherwise;
  return out;
}

std::string path_of(const Json& track, const std::string& suffix) {
  std::string number;
  if (const auto given = number_of(track, "track_number")) {
    number = std::to_string(*given) + " - ";
    if (*given < 10) number.insert(0, "0");
  }
  const auto album_artist = text_of(track, "album_artist");
  return segment(album_artist.empty() ? text_of(track, "artist") : album_artist, "Unknown artist") + "/" +
         segment(text_of(track, "album"), "Unknown album") + "/" + number +
         segment(text_of(track, "title"), "Untitled") + "." + suffix;
}

void add_people(const Json& track, Node& out) {
  std::vector<Node> artists, contributors;
  std::string composers, first;
  for (const auto& credit : track.value("credits", Json::array())) {
    const auto id = text_of(credit, "artist_id"), name = text_of(credit, "name"), role = text_of(credit, "role");
    if (id.empty()) continue;
    Node person;
    person.set("id", app_id(Kind::artist, id)).set("name", name);
    if (role == "main" || role == "featured") {
      if (first.empty() && role == "main") first = id;
      artists.push_back(std::move(person));
      continue;
    }
    Node contributor;
    contributor.set("role", role);
    contributor.node("artist") = std::move(person);
    contributors.push_back(std::move(contributor));
    if (role == "composer") composers += (composers.empty() ? "" : ", ") + name;
  }
  if (!first.empty()) out.set("artistId", app_id(Kind::artist, first));
  out.set("displayArtist", text_of(track, "artist")).set("displayComposer", composers);
  const auto album_artist = text_of(track, "album_artist");
  out.set("displayAlbumArtist", album_artist.empty() ? text_of(track, "artist") : album_artist);
  out.list("artists") = std::move(artists);
  out.list("contributors") = std::move(contributors);
}

void add_gain(const Json& track, Node& out) {
  const auto found = track.find("loudness");
  Node& gain = out.node("replayGain");
  if (found == track.end() || !found->is_object()) return;
  gain.set("trackGain", found->value("gain_db", 0.0));
  gain.set("trackPeak", std::pow(10.0, found->value("true_peak_dbtp", 0.0) / 20));
}

}  // namespace

std::string text_of(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int64_t count_of(const Json& object, const char* member) { return number_of(object, member).value_or(0); }

bool is_playable(const Json& track) { return track.is_object() && text_of(track, "status") != "failed"; }

int64_t whole_seconds(const Json& track) { return number_of(track, "duration").value_or(0); }

std::string suffix_of(std::string_view content_type) {
  static constexpr std::pair<std::string_view, const char*> known[] = {
      {"audio/mpeg", "mp3"},  {"audio/flac", "flac"},  {"audio/mp4", "m4a"}, {"audio/aac", "aac"},
      {"audio/ogg", "ogg"},   {"audio/opus", "opus"},  {"audio/wav", "wav"}, {"audio/x-wav", "wav"},
      {"audio/aiff", "aiff"}, {"audio/x-aiff", "aiff"}};
  for (const auto& [type, suffix] : known) {
    if (content_type.starts_with(type)) return suffix;
  }
  return "bin";
}

Node song(const Json& track, const Marks& marks) {
  Node out;
  const auto id = app_id(Kind::song, text_of(track, "id"));
  const auto album_id = text_of(track, "album_id"), type = text_of(track, "content_type");
  const auto suffix = suffix_of(type);
  out.set("id", id).set("isDir", false).set("title", text_of(track, "title"));
  if (!album_id.empty()) out.set("parent", app_id(Kind::album, album_id)).set("albumId", app_id(Kind::album, album_id));
  const auto optional_text = [&](const char* name, const std::string& text) {
    if (!text.empty()) out.set(name, text);
  };
  optional_text("album", text_of(track, "album"));
  optional_text("artist", text_of(track, "artist"));
  optional_text("genre", text_of(track, "genre"));
  out.set("track", number_of(track, "track_number"));
  out.set("discNumber", number_of(track, "disc_number"));
  out.set("year", number_of(track, "year"));
  if (track.value("has_cover", false)) out.set("coverArt", id);
  const auto size = number_of(track, "file_size").value_or(0);
  out.set("size", size).set("contentType", type).set("suffix", suffix);
  if (const auto seconds = number_of(track, "duration")) {
    out.set("duration", *seconds);
    const double exact = track.at("duration").get<double>();
    if (exact > 0) out.set("bitRate", static_cast<int64_t>(static_cast<double>(size) * 8 / exact / 1000));
  }
  out.set("bitDepth", number_of(track, "bit_depth").value_or(0));
  out.set("samplingRate", number_of(track, "sample_rate").value_or(0));
  out.set("channelCount", number_of(track, "channels").value_or(0));
  out.set("path", path_of(track, suffix));
  out.set("isVideo", false).set("type", "music").set("mediaType", "song");
  out.set("playCount", number_of(track, "play_count").value_or(0));
  out.set("created", text_of(track, "created_at"));
  out.set("starred", marks.starred(id)).set("userRating", marks.rating(id));
  out.set("bpm", number_of(track, "bpm").value_or(0)).set("musicBrainzId", text_of(track, "mb_recording_id"));
  std::vector<Scalar> isrc;
  if (const auto code = text_of(track, "isrc"); !code.empty()) isrc.emplace_back(code);
  out.values("isrc", std::move(isrc));
  auto& genres = out.list("genres");
  for (const auto& genre : track.value("genres", Json::array())) {
    if (genre.is_string()) genres.emplace_back().set("name", genre.get<std::string>());
  }
  add_people(track, out);
  add_gain(track, out);
  return out;
}

}  // namespace veza::opensubsonic
