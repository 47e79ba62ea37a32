// The plugin over a host in memory, with a site that has a little music.
#pragma once
#include <openssl/evp.h>

#include <boost/test/unit_test.hpp>
#include <veza/testing/fake_host.hpp>

#include <veza/catalog.hpp>
#include <veza/id.hpp>

#include "auth/digest.h"
#include "site/site.h"

extern "C" veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);

namespace veza::opensubsonic::testing {

using namespace veza::testing;

inline const std::string track_id = "01900000-0000-7000-8000-00000000000a";
inline const std::string hidden_id = "01900000-0000-7000-8000-00000000000b";
inline const std::string album_id = "01900000-0000-7000-8000-00000000000c";
inline const std::string artist_id = "01900000-0000-7000-8000-00000000000d";

struct World {
  explicit World(const Json& settings = Json::object()) : host(VEZA_PLUGIN_FOLDER, settings) {
    catalog.struct_size = sizeof catalog;
    host.provide(VEZA_CATALOG_V1, &catalog);
    for (const User* user : {&ann, &ben}) {
      host.identity.users[user->id] = *user;
      host.accounts.all[user->id] = {user->id, user->username, user->username + "@example.org", "user", {"password"}};
      host.accounts.sessions[user->id] = "session-of-" + user->username;
    }
    host.http.tokens["vzp_reader"] = {ann.id, "ann", "user", {}};
    host.http.elsewhere = [this](const FakeRequest& request) { return answer(request); };
    host.start(&veza_plugin_entry_v1);
  }

  static Reply json(const Json& body, int status = 200) {
    return {status, {{"content-type", "application/json"}}, to_text(body)};
  }
  static Json track(const std::string& id) {
    return {{"id", id},
            {"title", "A Song"},
            {"artist", "Ada"},
            {"album", "First"},
            {"album_id", album_id},
            {"credits", {{{"role", "main"}, {"name", "Ada"}, {"artist_id", artist_id}}}},
            {"genres", {"Folk"}},
            {"duration", 180.4},
            {"file_size", 2'886'400},
            {"status", "ready"},
            {"content_type", "audio/mpeg"},
            {"has_cover", true},
            {"created_at", "2026-01-02T03:04:05.000Z"},
            {"year", nullptr},
            {"track_number", 3},
            {"play_count", 7},
            {"loudness", nullptr}};
  }
  // Ben's song is not there for anybody else.
  std::optional<Reply> answer(const FakeRequest& request) {
    asked.push_back(request.method + " " + request.target + " " + request.user.username);
    const std::string path = request.path;
    const bool may = path.find(hidden_id) == path.npos || request.user.id == ben.id;
    const Json none{{"success", false}, {"error", {{"code", "not_found"}, {"message", "There is no such track."}}}};
    if (!may) return json(none, 404);
    for (const auto& id : {track_id, hidden_id}) {
      if (path == "/api/v1/tracks/" + id) return json({{"data", track(id)}});
      if (path == "/api/v1/tracks/" + id + "/stream") return Reply{200, {{"content-type", "audio/mpeg"}}, "the file"};
      if (path == "/api/v1/tracks/" + id + "/like") return Reply{204, {}, ""};
    }
    if (path == "/api/v1/me/likes/dates") {
      return json({{"data", {{{"id", track_id}, {"liked_at", "2026-02-03T04:05:06.000Z"}}}}});
    }
    if (path == "/api/v1/albums/" + album_id) {
      return json({{"data",
                    {{"id", album_id},
                     {"title", "First"},
                     {"artist", "Ada"},
                     {"artist_id", artist_id},
                     {"year", 2001},
                     {"track_count", 1},
                     {"duration", 180.4},
                     {"created_at", "2026-01-02T03:04:05.000Z"},
                     {"cover_track_id", track_id},
                     {"type", "album"},
                     {"mbid", nullptr},
                     {"tracks", {track(track_id)}}}}});
    }
    if (path == "/api/v1/tracks") {
      return json({{"data", {track(track_id)}}, {"meta", {{"next_cursor", nullptr}, {"total", 1}}}});
    }
    return json(none, 404);
  }

  std::string make_password(const User& user) {
    FakeRequest request{.method = "POST", .target = "/api/v1/opensubsonic/passwords"};
    request.as(user).json({{"name", "Phone"}});
    request.session = host.accounts.sessions[user.id];
    const auto made = host.http.send(std::move(request));
    BOOST_REQUIRE_EQUAL(made.status, 201);
    return made.data().at("password").get<std::string>();
  }
  Reply get(const std::string& method, const std::string& query) {
    return host.http.send({.target = "/rest/" + method + "?" + query});
  }
  // "subsonic-response".
  Json call(const std::string& method, const std::string& query) {
    return get(method, "f=json&" + query).json().at("subsonic-response");
  }
  int error_of(const std::string& method, const std::string& query) {
    const Json answer = call(method, query);
    return answer.at("status") == "failed" ? answer.at("error").at("code").get<int>() : -1;
  }

  const User ann{"01900000-0000-7000-8000-000000000001",
                 "ann",
                 "user",
                 {"account:read", "account:manage", "listening:read", "listening:write"}};
  const User ben{"01900000-0000-7000-8000-000000000002",
                 "ben",
                 "user",
                 {"account:read", "account:manage", "listening:read", "listening:write"}};
  veza_catalog_v1 catalog{};
  FakeHost host;
  std::vector<std::string> asked;
};

}  // namespace veza::opensubsonic::testing
