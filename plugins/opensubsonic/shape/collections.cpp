#include "protocol/ids.h"
#include "shape/shapes.h"

namespace veza::opensubsonic {
namespace {

void add_common(const Json& album, const Marks& marks, const std::string& id, Node& out) {
  if (const auto name = text_of(album, "artist"); !name.empty()) out.set("artist", name);
  if (const auto artist_id = text_of(album, "artist_id"); !artist_id.empty()) {
    out.set("artistId", app_id(Kind::artist, artist_id));
  }
  if (!text_of(album, "cover_track_id").empty()) out.set("coverArt", id);
  if (const auto year = album.find("year"); year != album.end() && year->is_number()) {
    out.set("year", year->get<int64_t>());
  }
  out.set("songCount", count_of(album, "track_count"));
  out.set("duration", whole_seconds(album));
  out.set("created", text_of(album, "created_at"));
  out.set("starred", marks.starred(id)).set("userRating", marks.rating(id));
  out.set("musicBrainzId", text_of(album, "mbid"));
}

}  // namespace

Node album(const Json& album, const Marks& marks) {
  Node out;
  const auto id = app_id(Kind::album, text_of(album, "id"));
  out.set("id", id).set("name", text_of(album, "title"));
  add_common(album, marks, id, out);
  out.set("displayArtist", text_of(album, "artist"));
  std::vector<Scalar> types;
  if (const auto type = text_of(album, "type"); !type.empty()) types.emplace_back(type);
  out.values("releaseTypes", std::move(types));
  return out;
}

Node album_folder(const Json& album, const Marks& marks) {
  Node out;
  const auto id = app_id(Kind::album, text_of(album, "id"));
  out.set("id", id).set("isDir", true).set("title", text_of(album, "title")).set("album", text_of(album, "title"));
  if (const auto artist_id = text_of(album, "artist_id"); !artist_id.empty()) {
    out.set("parent", app_id(Kind::artist, artist_id));
  }
  add_common(album, marks, id, out);
  out.set("mediaType", "album");
  return out;
}

Node artist(const Json& artist, const Marks& marks) {
  Node out;
  const auto id = app_id(Kind::artist, text_of(artist, "id"));
  out.set("id", id).set("name", text_of(artist, "name")).set("coverArt", id);
  out.set("albumCount", count_of(artist, "album_count"));
  out.set("starred", marks.starred(id)).set("userRating", marks.rating(id));
  out.set("musicBrainzId", text_of(artist, "mbid"));
  return out;
}

Node artist_folder(const Json& artist, const Marks& marks) {
  Node out;
  const auto id = app_id(Kind::artist, text_of(artist, "id"));
  out.set("id", id).set("name", text_of(artist, "name"));
  out.set("starred", marks.starred(id)).set("userRating", marks.rating(id));
  return out;
}

Node playlist(const Json& playlist, int64_t duration_s) {
  Node out;
  out.set("id", app_id(Kind::playlist, text_of(playlist, "id"))).set("name", text_of(playlist, "title"));
  if (const auto comment = text_of(playlist, "description"); !comment.empty()) out.set("comment", comment);
  out.set("owner", text_of(playlist.value("owner", Json::object()), "username"));
  out.set("public", text_of(playlist, "visibility") == "public");
  out.set("songCount", count_of(playlist, "item_count")).set("duration", duration_s);
  out.set("created", text_of(playlist, "created_at")).set("changed", text_of(playlist, "updated_at"));
  return out;
}

}  // namespace veza::opensubsonic
