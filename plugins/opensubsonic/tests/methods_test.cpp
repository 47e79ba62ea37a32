// Methods over a site in memory: whom they ask for what, and what apps get.
#include "site.h"

using namespace veza;
using namespace veza::opensubsonic;
using namespace veza::opensubsonic::testing;

namespace {
struct SignedIn : World {
  SignedIn() : key("apiKey=" + make_password(ann)), bens("apiKey=" + make_password(ben)) {}
  std::string key, bens;
};
}  // namespace

BOOST_AUTO_TEST_SUITE(methods)

BOOST_FIXTURE_TEST_CASE(forms_of_an_answer, SignedIn) {
  const auto xml = get("ping.view", key);
  BOOST_TEST(xml.header("content-type") == "application/xml; charset=utf-8");
  BOOST_TEST(xml.body.find("status=\"ok\"") != std::string::npos, xml.body);
  const auto jsonp = get("ping", "f=jsonp&callback=app.done&" + key);
  BOOST_TEST(jsonp.body.starts_with("app.done({\"subsonic-response\":{"), jsonp.body);
  const auto bad = get("ping", "f=jsonp&callback=alert(1)&" + key);
  BOOST_TEST(bad.body.find("alert") == std::string::npos);
  BOOST_TEST(call("getOpenSubsonicExtensions", "").at("openSubsonicExtensions").size() == 5U);
  BOOST_TEST(get("noSuchMethod", "f=json&" + key).status == 404);
  BOOST_TEST(get("getPodcasts", "f=json&" + key).status == 410);
}

BOOST_FIXTURE_TEST_CASE(a_form_in_the_body, SignedIn) {
  FakeRequest request{.method = "POST", .target = "/rest/getSong", .body = "f=json&id=tr-" + track_id + "&" + key};
  request.headers["content-type"] = "application/x-www-form-urlencoded; charset=UTF-8";
  BOOST_TEST(host.http.send(request).json().at("subsonic-response").at("song").at("title") == "A Song");
  request.body = "f=json&id=%zz";
  BOOST_TEST(host.http.send(request).body.find("cannot be read") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_song, SignedIn) {
  const Json song = call("getSong", key + "&id=tr-" + track_id).at("song");
  BOOST_TEST(song.at("id") == "tr-" + track_id);
  BOOST_TEST(song.at("isDir") == false);
  BOOST_TEST(song.at("albumId") == "al-" + album_id);
  BOOST_TEST(song.at("artistId") == "ar-" + artist_id);
  BOOST_TEST(song.at("duration") == 180);
  BOOST_TEST(song.at("bitRate") == 128);
  BOOST_TEST(song.at("suffix") == "mp3");
  BOOST_TEST(song.at("path") == "Ada/First/03 - A Song.mp3");
  BOOST_TEST(song.at("starred") == "2026-02-03T04:05:06.000Z");
  BOOST_TEST(song.at("genres").at(0).at("name") == "Folk");
  BOOST_TEST(!song.contains("year"));
}

BOOST_FIXTURE_TEST_CASE(what_is_hidden_is_not_there, SignedIn) {
  const std::string id = "&id=tr-" + hidden_id;
  for (const char* method : {"getSong", "stream", "download", "getCoverArt", "getLyricsBySongId", "scrobble", "star"}) {
    BOOST_TEST(error_of(method, key + id) == 70, method);
  }
  BOOST_TEST(error_of("setRating", key + id + "&rating=3") == 70);
  BOOST_TEST(error_of("createBookmark", key + id + "&position=3") == 70);
  BOOST_TEST(error_of("getSong", bens + id) == -1);
  // Its owner keeps it in a queue; to somebody else it would be a gap.
  BOOST_TEST(
      error_of("savePlayQueue", key + "&id=tr-" + hidden_id + "&id=tr-" + track_id + "&current=tr-" + track_id) == -1);
  const Json queue = call("getPlayQueue", key).at("playQueue");
  BOOST_TEST(queue.at("entry").size() == 1U);
  BOOST_TEST(queue.at("current") == "tr-" + track_id);
}

BOOST_FIXTURE_TEST_CASE(marks_are_ones_own, SignedIn) {
  BOOST_TEST(error_of("star", key + "&albumId=al-" + album_id) == -1);
  BOOST_TEST(error_of("setRating", key + "&id=al-" + album_id + "&rating=4") == -1);
  const Json mine = call("getAlbum", key + "&id=al-" + album_id).at("album");
  BOOST_TEST(mine.contains("starred"));
  BOOST_TEST(mine.at("userRating") == 4);
  BOOST_TEST(mine.at("songCount") == 1);
  BOOST_TEST(mine.at("duration") == 180);
  BOOST_TEST(mine.at("song").size() == 1U);
  BOOST_TEST(!call("getAlbum", bens + "&id=al-" + album_id).at("album").contains("starred"));
  BOOST_TEST(call("getAlbumList2", key + "&type=starred").at("albumList2").at("album").size() == 1U);
  BOOST_TEST(call("getAlbumList2", bens + "&type=starred").at("albumList2").at("album").empty());
  BOOST_TEST(error_of("unstar", key + "&id=al-" + album_id) == -1);
  BOOST_TEST(error_of("setRating", key + "&id=al-" + album_id + "&rating=0") == -1);
  const Json after = call("getAlbum", key + "&id=al-" + album_id).at("album");
  BOOST_TEST((!after.contains("starred") && !after.contains("userRating")));
}

BOOST_FIXTURE_TEST_CASE(queues_and_bookmarks_are_ones_own, SignedIn) {
  BOOST_TEST(error_of("savePlayQueueByIndex",
                      key + "&c=app&id=tr-" + track_id + "&id=tr-" + track_id + "&currentIndex=1&position=1500") == -1);
  const Json queue = call("getPlayQueueByIndex", key).at("playQueueByIndex");
  BOOST_TEST(queue.at("currentIndex") == 1);
  BOOST_TEST(queue.at("position") == 1500);
  BOOST_TEST(queue.at("changedBy") == "app");
  BOOST_TEST(!call("getPlayQueue", bens).contains("playQueue"));
  BOOST_TEST(error_of("savePlayQueue", key + "&id=tr-" + track_id + "&current=tr-" + hidden_id) == 0);
  BOOST_TEST(error_of("savePlayQueueByIndex", key + "&id=tr-" + track_id + "&currentIndex=1") == 0);
  BOOST_TEST(error_of("createBookmark", key + "&id=tr-" + track_id + "&position=9000&comment=here") == -1);
  const Json marks = call("getBookmarks", key).at("bookmarks").at("bookmark");
  BOOST_REQUIRE_EQUAL(marks.size(), 1U);
  BOOST_TEST(marks[0].at("position") == 9000);
  BOOST_TEST(marks[0].at("entry").at("id") == "tr-" + track_id);
  BOOST_TEST(call("getBookmarks", bens).at("bookmarks").at("bookmark").empty());
  BOOST_TEST(error_of("deleteBookmark", key + "&id=tr-" + track_id) == -1);
  BOOST_TEST(call("getBookmarks", key).at("bookmarks").at("bookmark").empty());
}

BOOST_FIXTURE_TEST_CASE(bad_input_is_a_sentence, SignedIn) {
  struct Case {
    const char* method;
    std::string query;
    int error;
  };
  const Case cases[] = {{"getSong", "", 10},
                        {"getSong", "id=1", 70},
                        {"getSong", "id=al-" + album_id, 70},
                        {"getAlbumList2", "", 10},
                        {"getAlbumList2", "type=odd", 0},
                        {"getAlbumList2", "type=newest&size=501", 0},
                        {"getAlbumList2", "type=newest&offset=-1", 0},
                        {"getAlbumList2", "type=byYear&fromYear=x&toYear=1", 0},
                        {"getAlbumList2", "type=byYear&fromYear=1990", 10},
                        {"search3", "query=a&songCount=501", 0},
                        {"setRating", "id=tr-" + track_id + "&rating=6", 0},
                        {"setRating", "id=tr-" + track_id, 10},
                        {"star", "", 10},
                        {"star", "id=pl-" + album_id, 70},
                        {"stream", "id=tr-" + track_id + "&timeOffset=-1", 0},
                        {"stream", "id=tr-" + track_id + "&maxBitRate=many", 0},
                        {"getUser", "username=ben", 50},
                        {"createUser", "username=x", 50},
                        {"getPlaylists", "username=ben", 50},
                        {"getAvatar", "username=ann", 70},
                        {"deleteShare", "id=none", 70}};
  for (const auto& each : cases) {
    BOOST_TEST(error_of(each.method, key + "&" + each.query) == each.error, each.method << "?" << each.query);
  }
}

BOOST_FIXTURE_TEST_CASE(the_original_is_the_sites_answer, SignedIn) {
  const auto stream = get("stream", key + "&id=tr-" + track_id);
  BOOST_TEST(stream.body == "the file");
  BOOST_TEST(stream.header("content-type") == "audio/mpeg");
  BOOST_TEST(asked.back() == "GET /api/v1/tracks/" + track_id + "/stream ann");
}

BOOST_FIXTURE_TEST_CASE(a_browsers_cookie_proves_nothing, SignedIn) {
  FakeRequest request{.target = "/rest/ping?f=json"};
  BOOST_TEST(host.http.send(request.as(ann)).json().at("subsonic-response").at("error").at("code") == 10);
}

BOOST_FIXTURE_TEST_CASE(everything_is_given_out_and_erased, SignedIn) {
  call("star", key + "&albumId=al-" + album_id);
  call("savePlayQueue", key + "&id=tr-" + track_id);
  const auto files = host.privacy.export_of(ann.id).json;
  BOOST_TEST(files.size() == 6U);
  BOOST_TEST(files.at("stars.json").size() == 1U);
  BOOST_TEST(files.at("app_passwords.json").size() == 1U);
  host.privacy.erase(ann.id);
  BOOST_TEST(error_of("ping", key) == 44);
  BOOST_TEST(error_of("ping", bens) == -1);
}

BOOST_AUTO_TEST_SUITE_END()
