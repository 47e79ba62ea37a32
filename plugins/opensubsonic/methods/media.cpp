// What is heard, seen and read of a song: sound, pictures, words.
#include <algorithm>
#include <cmath>

#include "methods/method.h"
#include "stream/stream.h"

namespace veza::opensubsonic {
namespace {

Failure no_cover() { return {Code::not_found, "There is no picture."}; }

// The next larger of the sizes the site has; the original without one, or above them.
std::string size_query(const Params& params) {
  const int64_t size = params.number("size", 0, 0, 100'000);
  for (const int64_t has : {64, 256, 512, 1024}) {
    if (size > 0 && size <= has) return "?size=" + std::to_string(has);
  }
  return "";
}

// The track whose cover stands for it.
std::string covered_track(const Site& site, const Id& id) {
  if (id.kind == Kind::song) return id.site_id;
  if (id.kind == Kind::album) return text_of(site.get("/api/v1/albums/" + id.site_id), "cover_track_id");
  if (id.kind == Kind::artist) {
    for (const auto& album : site.get("/api/v1/artists/" + id.site_id + "/albums?per_page=20")) {
      if (const auto track = text_of(album, "cover_track_id"); !track.empty()) return track;
    }
    return {};
  }
  for (const auto& item : site.get("/api/v1/playlists/" + id.site_id + "/items?per_page=20")) {
    const auto& track = item.at("track");
    if (track.is_object() && track.value("has_cover", false)) return text_of(track, "id");
  }
  return {};
}

Response cover(const Call& call) {
  const auto track = covered_track(call.site, parse_id(call.params.require("id")));
  if (track.empty()) throw no_cover();
  const auto reply = call.site.call({.target = "/api/v1/tracks/" + track + "/cover" + size_query(call.params)});
  if (reply.status() >= 400) throw no_cover();
  return Response::of(reply);
}

Response download(const Call& call) {
  const auto id = parse_id(call.params.require("id"), Kind::song);
  const auto reply = original(call.site, id);
  std::string saved(reply.header("Content-Disposition").value_or("attachment"));
  if (saved.starts_with("inline")) saved.replace(0, 6, "attachment");
  return Response::of(reply).header("Content-Disposition", saved);
}

// The streams are where the site has them: this leads there, with a token that opens them for this song alone.
Response hls(const Call& call) {
  const auto id = parse_id(call.params.require("id"), Kind::song);
  const auto base = "/api/v1/tracks/" + id + "/hls/";
  if (!call.site.get(base + "info").value("hls_available", false)) {
    throw Failure(Code::not_found, "This song has no stream yet; try again in a moment.");
  }
  const Json token = call.site.send("POST", "/api/v1/auth/stream-token", {{"track_id", id}});
  return Response::empty(302)
      .header("Location", base + "master.m3u8?token=" + escaped(text_of(token, "token")))
      .header("Cache-Control", "no-store");
}

std::string language_of(const Json& lyrics) {
  const auto language = text_of(lyrics, "language");
  return language.empty() ? "und" : language;
}

void lyrics_by_id(const Call& call, Node& out) {
  const auto id = parse_id(call.params.require("id"), Kind::song);
  const Json track = call.site.get("/api/v1/tracks/" + id);
  const Json found = call.site.get("/api/v1/tracks/" + id + "/lyrics");
  auto& list = out.node("lyricsList").list("structuredLyrics");
  const auto begin = [&](const Json& lyrics, bool synced) -> std::vector<Node>& {
    Node& one = list.emplace_back();
    one.set("lang", language_of(lyrics)).set("synced", synced);
    one.set("displayArtist", text_of(track, "artist")).set("displayTitle", text_of(track, "title"));
    return one.list("line");
  };
  for (const auto& lyrics : found.at("synced")) {
    auto& lines = begin(lyrics, true);
    for (const auto& line : lyrics.at("lines")) {
      lines.emplace_back()
          .set("start", static_cast<int64_t>(std::llround(line.at("time").get<double>() * 1000)))
          .value(text_of(line, "text"));
    }
  }
  for (const auto& lyrics : found.at("plain")) {
    auto& lines = begin(lyrics, false);
    const auto text = text_of(lyrics, "text");
    for (size_t at = 0; at <= text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      lines.emplace_back().value(text.substr(at, end - at));
      at = end + 1;
    }
  }
}

void lyrics(const Call& call, Node& out) {
  const auto artist = call.params.text("artist"), title = call.params.text("title");
  Node& node = out.node("lyrics");
  if (title.empty()) {
    node.value("");
    return;
  }
  const Json hits = call.site.get("/api/v1/search?type=track&per_page=10&q=" + escaped(title + " " + artist));
  for (const auto& hit : hits) {
    if (!hit.contains("track")) continue;
    const Json& track = hit.at("track");
    const Json found = call.site.get("/api/v1/tracks/" + text_of(track, "id") + "/lyrics");
    std::string text;
    if (!found.at("plain").empty()) {
      text = text_of(found.at("plain").front(), "text");
    } else if (!found.at("synced").empty()) {
      for (const auto& line : found.at("synced").front().at("lines")) text += text_of(line, "text") + "\n";
    }
    if (text.empty()) continue;
    node.set("artist", text_of(track, "artist")).set("title", text_of(track, "title")).value(text);
    return;
  }
  node.value("");
}

}  // namespace

void add_media_methods(Methods& methods) {
  methods.add_answer("stream", &stream);
  methods.add_answer("download", &download);
  methods.add_answer("hls", &hls);
  methods.add_answer("hls.m3u8", &hls);
  methods.add_answer("getCoverArt", &cover);
  methods.add_answer("getAvatar", [](const Call&) -> Response { throw no_cover(); });
  methods.add("getLyrics", &lyrics);
  methods.add("getLyricsBySongId", &lyrics_by_id);
}

}  // namespace veza::opensubsonic
