// The library's SQL on the engine the tests run on.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "store/tracks.h"
#include "support.h"

namespace veza::library {

BOOST_AUTO_TEST_SUITE(library_store)

constexpr const char* owner = "018f2f6e-0000-7000-8000-00000000000a";

std::string id_of(int n) { return "018f2f6e-0000-7000-8000-0000000001" + std::to_string(10 + n); }

Track track(int n) {
  Track made;
  made.id = id_of(n);
  made.owner_id = owner;
  made.title = "Tön " + std::to_string(n);
  made.file_name = "song.wav";
  made.file_size = 1234;
  made.created_at = made.updated_at = 1'800'000'000'000 + n;
  return made;
}

struct Store : plugins::test::PluginTables {
  Store() : PluginTables("library") {}
  void add(Track& one) {
    db.write([&](const Tx& tx) { Tracks::insert(tx, one); });
  }
  Tracks tracks{db};
  Viewer anybody{"", [](std::string_view, std::string_view) { return false; }};
};

BOOST_FIXTURE_TEST_CASE(a_track_comes_back_as_it_was_written, Store) {
  Track bare = track(0);
  add(bare);
  Track full = track(1);
  full.visibility = Visibility::closed;
  full.artist = "An Artist";
  full.album = "An Album";
  full.album_artist = "Another";
  full.genre = "Genre";
  full.year = 1999;
  full.track_number = 1;
  full.disc_number = 2;
  full.duration_ms = 5'000'000'000;
  full.sample_rate = 44100;
  full.channels = 2;
  full.bit_depth = 24;
  full.cover_type = "image/png";
  add(full);
  const auto found = tracks.find(full.id);
  BOOST_REQUIRE(found);
  BOOST_TEST(to_json(*found, "x") == to_json(full, "x"));
  BOOST_TEST(to_json(*tracks.find(bare.id), "x") == to_json(bare, "x"));
  BOOST_TEST(!tracks.find(id_of(9)));
  BOOST_TEST(!tracks.find("nonsense"));
}

BOOST_FIXTURE_TEST_CASE(its_life_is_written_down, Store) {
  const std::string id = id_of(0);
  Track first = track(0);
  add(first);
  db.write([&](const Tx& tx) {
    BOOST_TEST(Tracks::set_ready(tx, id, {1500, std::nullopt, 2, Loudness{-14.5, 3, -1, -0.5}}));
    BOOST_TEST(!Tracks::set_ready(tx, id_of(9), {}));
  });
  auto now = *tracks.find(id);
  BOOST_TEST(now.status == "ready");
  BOOST_TEST(*now.duration_ms == 1500);
  BOOST_TEST(!now.sample_rate);
  BOOST_TEST(now.loudness->integrated_lufs == -14.5);
  db.write([&](const Tx& tx) { BOOST_TEST(Tracks::set_ready(tx, id, {})); });
  BOOST_TEST(*tracks.find(id)->duration_ms == 1500);
  BOOST_TEST(!tracks.find(id)->loudness);
  db.write([&](const Tx& tx) { BOOST_TEST(Tracks::set_failed(tx, id, "no sound in it")); });
  BOOST_TEST(*tracks.find(id)->status_reason == "no sound in it");
  db.write([&](const Tx& tx) { BOOST_TEST(Tracks::set_processing(tx, id)); });
  BOOST_TEST(!tracks.find(id)->status_reason);
  now = *tracks.find(id);
  now.title = "New";
  now.genre = std::nullopt;
  db.write([&](const Tx& tx) {
    BOOST_TEST(Tracks::hold(tx, id)->title == "Tön 0");
    BOOST_TEST(Tracks::update(tx, now));
    BOOST_TEST(Tracks::find(tx, id)->title == "New");
  });
  db.write([&](const Tx& tx) {
    BOOST_TEST(Tracks::remove(tx, id));
    BOOST_TEST(!Tracks::remove(tx, id));
    BOOST_TEST(!Tracks::hold(tx, id));
  });
  BOOST_TEST(!tracks.find(id));
}

BOOST_FIXTURE_TEST_CASE(every_list_is_walked_to_its_end, Store) {
  for (int n = 0; n < 7; ++n) {
    Track one = track(n);
    one.artist = n % 2 == 0 ? "Even" : "Odd 100%";
    one.genre = "Jazz";
    one.genres = {"Jazz", "Bebop"};
    // Two share each value that is sorted by.
    one.title = "Title " + std::to_string(n / 2);
    one.created_at = 1'800'000'000'000 + n / 2;
    if (n == 3) one.visibility = Visibility::closed;
    add(one);
  }
  struct Case {
    std::map<std::string, std::string> query;
    size_t count;
  };
  const Case cases[] = {{{}, 6},
                        {{{"sort", "created_at"}}, 6},
                        {{{"sort", "title"}}, 6},
                        {{{"sort", "-title"}}, 6},
                        {{{"sort", "artist"}}, 6},
                        {{{"q", "title even"}}, 4},
                        {{{"q", "100%"}}, 2},
                        {{{"q", "1_0"}}, 0},
                        {{{"artist", "even"}, {"genre", "jazz"}}, 4},
                        {{{"owner", owner}}, 6},
                        {{{"status", "processing"}, {"visibility", "public"}}, 6},
                        {{{"visibility", "private"}}, 0}};
  for (const Case& c : cases) {
    auto query = c.query;
    query["per_page"] = "2";
    std::set<std::string> seen;
    for (int pages = 0; pages < 10; ++pages) {
      Problems problems;
      const auto parsed = parse_list_query(
          [&](std::string_view name) -> std::optional<std::string_view> {
            const auto found = query.find(std::string(name));
            return found == query.end() ? std::nullopt : std::optional<std::string_view>(found->second);
          },
          anybody, problems);
      BOOST_REQUIRE(problems.empty());
      const auto page = tracks.list(parsed, anybody);
      BOOST_TEST(page.total == static_cast<int64_t>(c.count));
      for (const Track& one : page.tracks) BOOST_TEST(seen.insert(one.id).second);
      if (!page.next_cursor) break;
      query["cursor"] = *page.next_cursor;
    }
    BOOST_TEST(seen.size() == c.count);
  }
}

// (name, tracks, public ones) of every artist or album, by name.
std::string counted(const Db& db, const std::string& table, const std::string& name) {
  std::string out;
  db.query("SELECT " + name + ", track_count, public_count FROM " + table + " ORDER BY " + name, {},
           [&](const Row& row) {
             out += row.text(0) + " " + std::to_string(row.integer(1)) + "/" + std::to_string(row.integer(2)) + "; ";
           });
  return out;
}
int64_t rows(const Db& db, const std::string& table) {
  int64_t n = 0;
  db.query("SELECT COUNT(*) FROM " + table, {}, [&](const Row& row) { n = row.integer(0); });
  return n;
}

BOOST_FIXTURE_TEST_CASE(artists_albums_and_tags_follow_the_tracks, Store) {
  const auto made = [&](int n, const char* artist, const char* album, Visibility visibility) {
    Track one = track(n);
    one.artist = artist;
    one.credits = credits_of(artist);
    one.album = album;
    one.genres = {"Jazz", "jazz", "Bebop"};
    one.visibility = visibility;
    add(one);
    return one;
  };
  Track a = made(0, "Björk feat. Rahzel", "Medúlla", Visibility::listed);
  Track b = made(1, "BJORK", "medulla", Visibility::closed);
  Track c = made(2, "Rahzel", "Solo", Visibility::unlisted);
  BOOST_TEST(counted(db, "library_artists", "name") == "Björk 2/1; Rahzel 2/1; ");
  BOOST_TEST(counted(db, "library_albums", "title") == "Medúlla 2/1; Solo 1/0; ");
  BOOST_TEST((a.album_id == b.album_id));
  BOOST_TEST(a.credits[0].artist_id == b.credits[0].artist_id);
  BOOST_TEST(a.credits[1].artist_id == c.credits[0].artist_id);
  BOOST_TEST(rows(db, "library_track_tags") == 6);
  BOOST_TEST(rows(db, "library_tags WHERE uses = 3 AND public_uses = 1") == 2);
  BOOST_TEST(rows(db, "library_holdings WHERE hidden_count > 0") == 6);  // two artists, two albums, two genres

  // Nothing that counts: nothing moves.
  a.title = "Other";
  db.write([&](const Tx& tx) { BOOST_TEST(Tracks::update(tx, a)); });
  BOOST_TEST(counted(db, "library_artists", "name") == "Björk 2/1; Rahzel 2/1; ");

  db.write([&](const Tx& tx) { BOOST_TEST(Tracks::set_failed(tx, a.id, "no")); });
  BOOST_TEST(counted(db, "library_artists", "name") == "Björk 2/0; Rahzel 2/0; ");
  db.write([&](const Tx& tx) { BOOST_TEST(Tracks::set_ready(tx, a.id, {})); });
  BOOST_TEST(counted(db, "library_albums", "title") == "Medúlla 2/1; Solo 1/0; ");

  const std::string rahzel = c.credits[0].artist_id;
  c.artist = "Rahzel & Others";
  c.credits = {{"main", "Rahzel"}, {"producer", "Rahzel"}, {"main", "Another"}};
  c.visibility = Visibility::listed;
  c.album = std::nullopt;
  db.write([&](const Tx& tx) { BOOST_TEST(Tracks::update(tx, c)); });
  BOOST_TEST(c.credits[0].artist_id == rahzel);
  BOOST_TEST(counted(db, "library_artists", "name") == "Another 1/1; Björk 2/1; Rahzel 2/2; ");
  BOOST_TEST(counted(db, "library_albums", "title") == "Medúlla 2/1; ");
  BOOST_TEST(rows(db, "library_holdings WHERE hidden_count > 0") == 4);

  db.write([&](const Tx& tx) {
    for (const Track* one : {&a, &b, &c}) BOOST_TEST(Tracks::remove(tx, one->id));
  });
  for (const char* table : {"library_artists", "library_albums", "library_album_artists", "library_track_artists",
                            "library_track_tags", "library_tags", "library_holdings"}) {
    BOOST_TEST(rows(db, table) == 0, table);
  }
}

BOOST_FIXTURE_TEST_CASE(an_album_shows_the_cover_of_a_listed_track, Store) {
  const auto cover = [&] {
    std::string id;
    db.query("SELECT cover_track_id FROM library_albums", {}, [&](const Row& row) { id = row.text(0); });
    return id;
  };
  Track hidden = track(0), shown = track(1), other = track(2);
  for (Track* one : {&hidden, &shown, &other}) {
    one->album = "Album";
    one->cover_type = "image/png";
    one->track_number = one == &other ? 2 : 1;
  }
  hidden.visibility = Visibility::closed;
  add(hidden);
  BOOST_TEST(cover() == "");
  add(other);
  add(shown);
  BOOST_TEST(cover() == other.id);
  db.write([&](const Tx& tx) { Tracks::remove(tx, other.id); });
  BOOST_TEST(cover() == shown.id);
  shown.visibility = Visibility::unlisted;
  db.write([&](const Tx& tx) { Tracks::update(tx, shown); });
  BOOST_TEST(cover() == "");
}

BOOST_FIXTURE_TEST_CASE(a_musicbrainz_id_tells_two_of_one_name_apart, Store) {
  const std::string first = "5b11f4ce-a62d-471e-81fc-a69a8278c7da", second = "9282c8b4-ca0b-4c6b-b7e3-4f7762dfc4d6";
  const auto artist_of = [&](int n, const std::string& mbid) {
    Track one = track(n);
    one.credits = {{"main", "Nirvana", mbid}};
    add(one);
    return one.credits[0].artist_id;
  };
  const auto plain = artist_of(0, "");
  BOOST_TEST(artist_of(1, first) == plain);  // the one without an id was this one
  const auto another = artist_of(2, second);
  BOOST_TEST(another != plain);
  BOOST_TEST(artist_of(3, second) == another);
  BOOST_TEST(artist_of(4, "") == plain);
}

BOOST_FIXTURE_TEST_CASE(two_changes_of_one_track_both_last, Store) {
  const std::string id = id_of(0);
  Track first = track(0);
  add(first);
  std::thread other;
  bool once = true;
  db.write([&](const Tx& tx) {
    auto mine = *Tracks::hold(tx, id);
    if (std::exchange(once, false) && site.db->dialect() == data::Dialect::postgresql) {
      other = std::thread([&] {
        db.write([&](const Tx& theirs) {
          auto now = *Tracks::hold(theirs, id);
          now.artist = "Theirs";
          Tracks::update(theirs, now);
        });
      });
    }
    mine.genre = "Mine";
    Tracks::update(tx, mine);
  });
  if (other.joinable()) {
    other.join();
    BOOST_TEST(tracks.find(id)->artist.value_or("") == "Theirs");
  }
  BOOST_TEST(tracks.find(id)->genre.value_or("") == "Mine");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::library
