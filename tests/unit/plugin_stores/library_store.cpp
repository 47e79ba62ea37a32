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
  void add(const Track& one) {
    db.write([&](const Tx& tx) { Tracks::insert(tx, one); });
  }
  Tracks tracks{db};
  Viewer anybody{"", [](std::string_view, std::string_view) { return false; }};
};

BOOST_FIXTURE_TEST_CASE(a_track_comes_back_as_it_was_written, Store) {
  Track bare = track(0);
  add(bare);
  Track full = track(1);
  full.is_public = false;
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
  add(track(0));
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
    // Two share each value that is sorted by.
    one.title = "Title " + std::to_string(n / 2);
    one.created_at = 1'800'000'000'000 + n / 2;
    one.is_public = n != 3;
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

BOOST_FIXTURE_TEST_CASE(two_changes_of_one_track_both_last, Store) {
  const std::string id = id_of(0);
  add(track(0));
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
