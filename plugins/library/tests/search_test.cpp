// Search through the whole plugin: who finds what, and what stays of a search.
#include <boost/test/unit_test.hpp>
#include <veza/id.hpp>
#include <veza/testing/fake_host.hpp>

#include "store/tracks.h"

extern "C" veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);

namespace veza::library {
namespace {

using namespace veza::testing;

struct Searching {
  Searching() : host(VEZA_PLUGIN_FOLDER, Json{{"upload_limit_bytes", 1 << 20}}), db(host.handle()) {
    host.config.set_libexec_dir(VEZA_LIBEXEC);
    for (const User& user : {ann, bob}) host.identity.users[user.id] = user;
    host.start(&veza_plugin_entry_v1);
  }
  Reply send(const std::string& method, const std::string& target, const User& who) {
    FakeRequest request;
    request.method = method;
    request.target = target;
    return host.http.send(request.as(who));
  }
  std::string found(const std::string& query, const User& who) {
    const auto reply = send("GET", "/api/v1/search?" + query, who);
    BOOST_REQUIRE_MESSAGE(reply.status == 200, reply.body);
    std::string out;
    for (const Json& hit : reply.data()) {
      out += (out.empty() ? "" : ", ") + hit["type"].get<std::string>() + " " + hit["title"].get<std::string>();
    }
    return out;
  }
  Track add(const std::string& title, const std::string& artist, Visibility visibility = Visibility::listed) {
    Track track;
    track.id = new_id();
    track.owner_id = ann.id;
    track.title = title;
    track.artist = artist;
    track.credits = credits_of(artist);
    track.visibility = visibility;
    track.file_name = "a.wav";
    track.created_at = track.updated_at = now_ms();
    db.write([&](const Tx& tx) { Tracks::insert(tx, track); });
    return track;
  }

  const User guest{}, ann{new_id(), "ann", "user", {"account:read", "listening:read", "listening:write", "track:read"}},
      bob{new_id(), "bob", "user", {"account:read", "listening:read", "listening:write", "track:read"}};
  FakeHost host;
  Db db;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(search_plugin, Searching)

BOOST_AUTO_TEST_CASE(writers_of_tracks_keep_the_index) {
  auto track = add("Blue Moon", "The Marcels");
  BOOST_TEST(found("q=moon", guest) == "track Blue Moon");
  BOOST_TEST(found("q=marcels", guest) == "artist The Marcels, track Blue Moon");
  track.title = "Green Moon";
  track.credits = credits_of("Somebody");
  track.artist = "Somebody";
  db.write([&](const Tx& tx) { Tracks::update(tx, track); });
  BOOST_TEST(found("q=blue", guest) == "");
  BOOST_TEST(found("q=marcels", guest) == "");
  BOOST_TEST(found("q=somebody", guest) == "artist Somebody, track Green Moon");
  db.write([&](const Tx& tx) { Tracks::set_failed(tx, track.id, "no sound"); });
  BOOST_TEST(found("q=green", guest) == "");
  BOOST_TEST(found("q=green", ann) == "track Green Moon");
  db.write([&](const Tx& tx) { Tracks::set_ready(tx, track.id, {}); });
  BOOST_TEST(found("q=green", guest) == "track Green Moon");
  db.write([&](const Tx& tx) { Tracks::remove(tx, track.id); });
  BOOST_TEST(found("q=green+OR+somebody", ann) == "");
}

BOOST_AUTO_TEST_CASE(hidden_tracks_and_their_artists_are_for_their_owner) {
  for (const auto visibility : {Visibility::closed, Visibility::unlisted}) {
    const auto track = add("Hidden Gem", "Shy Band", visibility);
    for (const User* who : {&guest, &bob}) {
      BOOST_TEST(found("q=hidden", *who) == "");
      BOOST_TEST(found("q=shy", *who) == "");
      BOOST_TEST(send("GET", "/api/v1/search/suggest?q=hid", *who).data().empty());
    }
    BOOST_TEST(found("q=shy", ann) == "artist Shy Band, track Hidden Gem");
    db.write([&](const Tx& tx) { Tracks::remove(tx, track.id); });
    BOOST_TEST(found("q=shy", ann) == "");
  }
}

BOOST_AUTO_TEST_CASE(members_find_members_and_have_a_history) {
  BOOST_TEST(found("q=bo&type=user", ann) == "user bob");
  BOOST_TEST(found("q=bo&type=user", guest) == "");
  BOOST_TEST(found("q=moon", ann) == "");
  const auto mine = send("GET", "/api/v1/me/searches", ann).data();
  BOOST_REQUIRE(mine.size() == 2U);
  BOOST_TEST(send("GET", "/api/v1/me/searches", bob).data().empty());
  BOOST_TEST(host.privacy.export_of(ann.id).json.at("searches.json").size() == 2U);
  host.privacy.erase(ann.id);
  BOOST_TEST(send("GET", "/api/v1/me/searches", ann).data().empty());
  BOOST_TEST(found("q=moon", bob) == "");
  BOOST_TEST(send("DELETE", "/api/v1/me/searches", bob).status == 204);
  BOOST_TEST(send("GET", "/api/v1/me/searches", bob).data().empty());
  BOOST_TEST(send("GET", "/api/v1/search?q=", guest).status == 422);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::library
