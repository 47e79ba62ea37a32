// Tracks that an older version wrote, and the job that brings them up to this one.
#include "site.h"

namespace {

// As version 1 left them: the columns of migration 0001, everything later at its default.
void old_track(const Host& host, const std::string& id, const char* title, const char* artist, const char* album,
               const char* genre) {
  Db(host).write([&](const Tx& tx) {
    tx.execute(
        "INSERT INTO library_tracks (id, owner_id, is_public, status, title, artist, album, genre, format, file_name, "
        "file_size, title_key, artist_key, genre_key, search_key, created_at, updated_at) VALUES "
        "($1, 'somebody', 1, 'ready', $2, $3, $4, $5, 'flac', 'x.flac', 1, '', '', '', '', 5, 5)",
        {id, title, artist, album, genre});
  });
}

std::vector<std::string> texts(const Host& host, const std::string& sql) {
  std::vector<std::string> out;
  Db(host).query(sql, {}, [&](const Row& row) { out.push_back(row.text(0)); });
  return out;
}

// The plugin over a database that is older than it.
struct Restarted {
  explicit Restarted(const std::function<void(const Host&)>& before) : host(VEZA_PLUGIN_FOLDER) {
    host.config.set_libexec_dir(VEZA_LIBEXEC);
    host.migrate();
    before(host.handle());
    plugin.struct_size = sizeof plugin;
    BOOST_REQUIRE_EQUAL(veza_plugin_entry_v1(host.handle().abi(), &plugin), VEZA_OK);
    BOOST_REQUIRE_EQUAL(plugin.start(plugin.self), VEZA_OK);
  }
  ~Restarted() {
    plugin.stop(plugin.self);
    plugin.destroy(plugin.self);
  }
  Restarted(const Restarted&) = delete;
  Restarted& operator=(const Restarted&) = delete;

  FakeHost host;
  veza_plugin plugin{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(place)

BOOST_AUTO_TEST_CASE(old_tracks_get_their_artists_and_album_after_a_restart) {
  const std::string one = new_id(), two = new_id();
  Restarted site([&](const Host& host) {
    old_track(host, one, "All I Need", "Air feat. Beth Hirsch", "Moon Safari", "Downtempo");
    old_track(host, two, "La Femme d'Argent", "Air", "Moon Safari", "Downtempo");
  });
  auto* job = site.host.jobs.find("library.place_tracks");
  BOOST_REQUIRE(job);
  site.host.jobs.run(*job);
  BOOST_TEST(job->state == "done");

  const auto host = site.host.handle();
  const std::vector<std::string> artists{"Air/2/2", "Beth Hirsch/1/1"}, albums{"Moon Safari/Air/2"},
      genres{"downtempo/2"};
  BOOST_TEST(
      texts(host, "SELECT name || '/' || track_count || '/' || public_count FROM library_artists ORDER BY name") ==
      artists);
  BOOST_TEST(texts(host, "SELECT title || '/' || artist_name || '/' || track_count FROM library_albums") == albums);
  BOOST_TEST(texts(host, "SELECT key || '/' || uses FROM library_tags") == genres);
  BOOST_TEST(texts(host, "SELECT id FROM library_tracks WHERE placed = 0").empty());
  BOOST_TEST(texts(host, "SELECT DISTINCT album_id FROM library_tracks") ==
             texts(host, "SELECT id FROM library_albums"));
  BOOST_TEST(texts(host, "SELECT title_key FROM library_tracks WHERE id = '" + one + "'").front() == "all i need");
  // Search has them as well.
  BOOST_TEST(texts(host, "SELECT id FROM library_search WHERE kind = 'track'").size() == 2U);

  FakeRequest request;
  request.target = "/api/v1/tracks/" + one;
  const auto track = site.host.http.send(request).data();
  BOOST_TEST(track["credits"].size() == 2U);
  BOOST_TEST(track["album_id"] == texts(host, "SELECT id FROM library_albums").front());
  BOOST_TEST(track["genres"] == Json({"Downtempo"}));

  // A second run finds nothing to do and counts nothing twice.
  job->state = "queued";
  site.host.jobs.run(*job);
  BOOST_TEST(
      texts(host, "SELECT name || '/' || track_count || '/' || public_count FROM library_artists ORDER BY name") ==
      artists);
}

BOOST_AUTO_TEST_CASE(many_are_placed_in_one_run) {
  Restarted site([](const Host& host) {
    for (int i = 0; i < 250; ++i) old_track(host, new_id(), "T", i % 2 ? "Odd" : "Even", "Numbers", "House");
  });
  auto* job = site.host.jobs.find("library.place_tracks");
  BOOST_REQUIRE(job);
  site.host.jobs.run(*job);
  BOOST_TEST(job->state == "done");
  const std::vector<std::string> counts{"Even/125", "Odd/125"};
  BOOST_TEST(texts(site.host.handle(), "SELECT name || '/' || track_count FROM library_artists ORDER BY name") ==
             counts);
}

BOOST_AUTO_TEST_CASE(old_tracks_get_their_hash_and_are_listened_to) {
  const std::string one = new_id(), two = new_id();
  Restarted site([&](const Host& host) {
    old_track(host, one, "One", "Air", "Moon Safari", "Downtempo");
    old_track(host, two, "Its file is gone", "Air", "Moon Safari", "Downtempo");
    Db(host).write([](const Tx& tx) {
      tx.execute("UPDATE library_tracks SET duration_ms = 16000", {});
      tx.execute("INSERT INTO library_backfill (kind, after_id) VALUES ('facts', '')", {});
    });
  });
  site.host.blobs.all["library/" + one + "/original"] = Site::wav();
  auto* job = site.host.jobs.find("library.backfill");
  BOOST_REQUIRE(job);
  const auto host = site.host.handle();
  for (int run = 0; run < 2; ++run) {
    job->state = "queued";
    site.host.jobs.run(*job);
    BOOST_TEST(job->state == "done", job->error);
    BOOST_TEST(texts(host, "SELECT content_hash FROM library_tracks WHERE content_hash IS NOT NULL").size() == 1U);
    BOOST_TEST(texts(host, "SELECT track_id FROM library_fingerprints") == std::vector{one});
    BOOST_TEST(texts(host, "SELECT kind FROM library_backfill").empty());
  }
}

BOOST_AUTO_TEST_CASE(without_old_tracks_nothing_is_queued) {
  const Restarted site([](const Host&) {});
  for (const auto& job : site.host.jobs.all)
    BOOST_TEST((job.kind != "library.place_tracks" && job.kind != "library.backfill"));
}

BOOST_AUTO_TEST_SUITE_END()
