// What search finds, on the engine the tests run on: one table of cases for both.
#include <boost/test/unit_test.hpp>
#include <set>

#include "playlists/playlists.h"
#include "search/history.h"
#include "search/index.h"
#include "search/lookup.h"
#include "search/sources.h"
#include "search/upkeep_jobs.h"
#include "support.h"

namespace veza::library {

BOOST_AUTO_TEST_SUITE(search_store)

const std::string ann = "018f2f6e-0000-7000-8000-00000000000a", bob = "018f2f6e-0000-7000-8000-00000000000b";

struct Index : plugins::test::PluginTables {
  Index() : PluginTables("library") {}
  Document document(const std::string& id, const std::string& title, const std::string& people = "") {
    Document out{"track", id, title, people, "", true};
    out.created_at = 1'800'000'000'000 + ++count;
    return out;
  }
  void put(const Document& one) {
    db.write([&](const Tx& tx) { SearchIndex::put(tx, one); });
  }
  void add(const std::string& id, const std::string& title, const std::string& people = "") {
    put(document(id, title, people));
  }
  static Viewer viewer(std::string_view id, bool reads_any = false) {
    return {id, [reads_any](std::string_view permission, std::string_view owner) {
              return reads_any && permission == "track:read" && owner.empty();
            }};
  }
  Found found(const std::map<std::string, std::string, std::less<>>& query, const Viewer& who = viewer("")) {
    Problems problems;
    const auto request = parse_search(
        [&](std::string_view name) -> std::optional<std::string_view> {
          const auto at = query.find(name);
          return at == query.end() ? std::nullopt : std::optional<std::string_view>(at->second);
        },
        problems);
    BOOST_REQUIRE_MESSAGE(problems.empty(), (problems.empty() ? "" : problems[0].field + " " + problems[0].problem));
    return Lookup(db).search(request, who);
  }
  std::string ids(const std::map<std::string, std::string, std::less<>>& query, const Viewer& who = viewer("")) {
    std::set<std::string> sorted;
    for (const auto& hit : found(query, who).hits) sorted.insert(hit.id);
    std::string out;
    for (const auto& id : sorted) out += (out.empty() ? "" : " ") + id;
    return out;
  }
  int count = 0;
};

BOOST_FIXTURE_TEST_CASE(a_table_of_queries, Index) {
  add("a", "Blue Moon", "The Marcels");
  add("b", "Moonlight Sonata", "Ludwig van Beethoven");
  add("c", "Moon River", "Audrey Hepburn");
  add("d", "Déjà Vu", "Beyoncé");
  add("e", "夜に駆ける", "YOASOBI");
  add("f", "東京の夜", "きゃりー");
  add("g", "شايف البحر", "فيروز");
  add("h", "ירושלים של זהב", "נעמי שמר");
  add("i", "🔥 Hot 🔥", "DJ 👩‍🚀");
  add("j", "Don't Stop \"Me\" Now", "Queen");
  add("k", "Thunderstruck", "AC/DC");
  add("l", "To Be OR Not AND", "Shakespeare");
  add("m", "Straße nach Süden", "Ängström");
  add("n", "100% Silk_Road", "Marco");
  struct Case {
    std::string q, ids;
  };
  const Case cases[] = {
      {"moon", "a c"},
      {"MOON", "a c"},
      {"moon blue", "a"},
      {"blue moon", "a"},
      {"\"moon blue\"", ""},
      {"\"blue moon\"", "a"},
      {"moon*", "a b c"},
      {"moon -river", "a"},
      {"moon NOT blue", "c"},
      {"blue OR river", "a c"},
      {"(blue OR river) marcels", "a"},
      {"moon AND marcels", "a"},
      {"\"moon marcels\"", ""},  // a phrase ends with its line
      {"deja vu", "d"},
      {"DÉJÀ", "d"},
      {"beyonce", "d"},
      {"strasse", "m"},
      {"sueden", "m"},  // a typing error
      {"suedenxx", ""},
      {"suden angstrom", "m"},
      {"夜", "e f"},
      {"東京", "f"},
      {"京東", ""},
      {"夜に", "e"},
      {"فيروز", "g"},
      {"البحر", "g"},
      {"זהב", "h"},
      {"🔥", "i"},
      {"👩‍🚀", "i"},
      {"hot 🔥", "i"},
      {"dont", "j"},
      {"don't", "j"},
      {"don’t stop", "j"},
      {"\"stop me now\"", "j"},
      {"\"", ""},
      {"AC/DC", "k"},
      {"ac dc", "k"},
      {"acdc", ""},
      {"OR", "l"},
      {"or not", "l"},
      {"AND", "l"},
      {"NOT", "l"},
      {"be OR", "l"},
      {"100%", "n"},
      {"silk_road", "n"},
      {"% _ \\", ""},
      {"thunder*", "k"},
      {"thunder", ""},
      {"); DROP TABLE library_search; --", ""},
      {"moon\" OR \"1", ""},
      {"title_words:moon", ""},
      {"moon^2", ""},
      {"-moon -hot -vu -stop -silk -sonata -or -thunderstruck -strasse -夜 -فيروز -זהב", ""},
      {"moon -zzzz", "a c"},
  };
  for (const Case& c : cases) {
    if (parse_query(c.q).parts.empty() && wanted_words(parse_query(c.q)).empty()) {
      BOOST_TEST(c.ids.empty(), c.q);
      continue;
    }
    BOOST_TEST(ids({{"q", c.q}}) == c.ids, c.q << " found " << ids({{"q", c.q}}) << ", not " << c.ids);
  }
  std::string endless;
  while (endless.size() < 10'000) endless += "moon -x\"( ";
  BOOST_CHECK_NO_THROW(ids({{"q", endless}}));
}

BOOST_FIXTURE_TEST_CASE(typing_errors_are_forgiven_where_nothing_is_found, Index) {
  add("a", "Bohemian Rhapsody", "Queen");
  add("b", "Nothing Else Matters", "Metallica");
  add("c", "Yesterday", "The Beatles");
  add("d", "Love", "Air");
  add("e", "Lore", "Nobody");
  struct Case {
    std::string q, ids;
  };
  const Case cases[] = {{"metalica", "b"},
                        {"mettalica", "b"},
                        {"beatels", "c"},
                        {"yesterdya", "c"},
                        {"bohemain rapsody", "a"},
                        {"lvoe", "d"},
                        {"lova", "d"},
                        {"quen", "a"},
                        {"ari", ""},
                        {"xueen", "a"},
                        {"\"metalica\"", "b"},
                        {"metalica -matters", ""},
                        {"metxxllica", "b"},
                        {"etallicaa", "b"},
                        {"love", "d"},
                        {"zzzzzzzzzz", ""}};
  for (const Case& c : cases) BOOST_TEST(ids({{"q", c.q}}) == c.ids, c.q << " found " << ids({{"q", c.q}}));
  const auto corrected = found({{"q", "metalica"}}).corrected;
  BOOST_REQUIRE(corrected.size() == 1U);
  BOOST_TEST(corrected[0].first == "metalica");
  BOOST_TEST(corrected[0].second.at(0) == "metallica");
  BOOST_TEST(found({{"q", "love"}}).corrected.empty());
}

BOOST_FIXTURE_TEST_CASE(what_is_hidden_is_found_by_its_readers_alone, Index) {
  Document secret = document("s", "Hidden Gem", "Ann");
  secret.listed = false;
  secret.readers = {ann};
  secret.genres = {"Secretstep"};
  put(secret);
  add("p", "Public Gem");
  const Viewer guest = viewer(""), her = viewer(ann), him = viewer(bob), moderator = viewer(bob, true);
  BOOST_TEST(ids({{"q", "gem"}}, guest) == "p");
  BOOST_TEST(ids({{"q", "gem"}}, him) == "p");
  BOOST_TEST(ids({{"q", "gem"}}, her) == "p s");
  BOOST_TEST(ids({{"q", "gem"}}, moderator) == "p s");
  BOOST_TEST(ids({{"q", "-public"}}, him) == "");
  BOOST_TEST(ids({{"q", "hidden OR gem"}}, him) == "p");
  BOOST_TEST(ids({{"genre", "Secretstep"}}, him) == "");
  BOOST_TEST(ids({{"genre", "secretstep"}}, her) == "s");
  for (const char* near : {"hiden", "hiddne", "secretsetp"}) {
    BOOST_TEST(found({{"q", near}}, him).hits.empty());
    BOOST_TEST(found({{"q", near}}, him).corrected.empty());
    BOOST_TEST(Lookup(db).nearest(near).empty(), near);
  }
  BOOST_TEST(to_text(facets(found({{"q", "gem"}}, him).hits)).find("Secretstep") == std::string::npos);
  BOOST_TEST(Lookup(db).suggest("hid", him, 10).empty());
  BOOST_TEST(Lookup(db).suggest("hid", her, 10).size() == 1U);
  // What marks it cannot be typed.
  BOOST_TEST(ids({{"q", reader_mark(ann)}}, him) == "");
  BOOST_TEST(ids({{"q", "r" + ann}}, him) == "");

  secret.listed = true;
  secret.readers = {};
  put(secret);
  BOOST_TEST(ids({{"q", "gem"}}, him) == "p s");
  secret.listed = false;
  put(secret);
  BOOST_TEST(ids({{"q", "gem"}}, him) == "p");
  BOOST_TEST(found({{"q", "hiden"}}, him).corrected.empty());
  BOOST_TEST(Lookup(db).suggest("hid", him, 10).empty());
}

BOOST_FIXTURE_TEST_CASE(filters_facets_and_orders, Index) {
  for (int i = 0; i < 6; ++i) {
    Document one = document("t" + std::to_string(i), "Song Number" + std::to_string(i), "Band");
    one.genres = {i % 2 == 0 ? "Hip Hop" : "Jazz"};
    one.musical_key = i < 3 ? "F#m" : "C";
    one.bpm = 118 + i;
    one.year = 1998 + i;
    one.plays = (i * 3) % 5;
    put(one);
  }
  Document artist = document("x", "Song");
  artist.kind = "artist";
  put(artist);
  BOOST_TEST(ids({{"q", "song"}, {"type", "artist"}}) == "x");
  BOOST_TEST(ids({{"q", "song"}, {"type", "album"}}) == "");
  BOOST_TEST(ids({{"q", "song"}, {"type", "artist,track"}}) == "t0 t1 t2 t3 t4 t5 x");
  BOOST_TEST(ids({{"q", "song"}, {"genre", "hip-hop"}}) == "t0 t2 t4");
  BOOST_TEST(ids({{"q", "song"}, {"key", "F#m"}}) == "t0 t1 t2");
  BOOST_TEST(ids({{"q", "song"}, {"bpm_min", "119"}, {"bpm_max", "121"}}) == "t1 t2 t3");
  BOOST_TEST(ids({{"q", "song"}, {"year_min", "2001"}}) == "t3 t4 t5");
  BOOST_TEST(ids({{"q", "song"}, {"year_max", "1999"}}) == "t0 t1");
  BOOST_TEST(ids({{"q", "song"}, {"year_min", "2001"}, {"year_max", "2000"}}) == "");
  BOOST_TEST(ids({{"genre", "jazz"}}) == "t1 t3 t5");
  BOOST_TEST(ids({{"type", "track"}, {"q", "-number0"}}) == "t1 t2 t3 t4 t5");

  const std::pair<int, int> ranges[] = {{0, 999}, {100, 199}, {100, 121}, {119, 999}, {0, 120}, {121, 121}, {99, 118}};
  for (const auto& [least, most] : ranges) {
    std::string expected;
    for (int i = 0; i < 6; ++i) {
      if (118 + i >= least && 118 + i <= most) expected += (expected.empty() ? "t" : " t") + std::to_string(i);
    }
    BOOST_TEST(ids({{"q", "song"}, {"bpm_min", std::to_string(least)}, {"bpm_max", std::to_string(most)}}) == expected,
               least << " to " << most);
  }
  BOOST_TEST(range_marks(Number::year, 1998, 2199).size() == 4U);  // 1998, 1999, the 2000s and the 2100s

  const auto all = found({{"q", "song"}});
  BOOST_TEST(all.hits.size() == 7U);
  BOOST_TEST(all.are_all);
  BOOST_TEST(all.hits[0].id == "x");
  const auto order = [&](const char* sort) {
    std::string out;
    for (const auto& hit : found({{"q", "song"}, {"type", "track"}, {"sort", sort}}).hits) out += hit.id.substr(1);
    return out;
  };
  BOOST_TEST(order("-date") == "543210");
  BOOST_TEST(order("-plays") == "314250");
  const Json counted = facets(all.hits);
  BOOST_TEST(counted["type"] == Json::parse(R"([{"value":"track","count":6},{"value":"artist","count":1}])"));
  BOOST_TEST(counted["genre"] == Json::parse(R"([{"value":"Hip Hop","count":3},{"value":"Jazz","count":3}])"));
  BOOST_TEST(counted["bpm"] == Json::parse(R"([{"from":110,"to":119,"count":2},{"from":120,"to":129,"count":4}])"));
  BOOST_TEST(counted["year"].size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(documents_change_and_go, Index) {
  Document one = document("a", "First Name", "Somebody");
  put(one);
  put(one);
  one.title = "Second Name";
  put(one);
  BOOST_TEST(ids({{"q", "second"}}) == "a");
  BOOST_TEST(ids({{"q", "first"}}) == "");
  one.plays = 7;
  one.genres = {"Dub"};
  put(one);
  BOOST_TEST(found({{"q", "second"}}).hits.at(0).plays == 7);
  BOOST_TEST(ids({{"q", "second"}, {"genre", "dub"}}) == "a");
  db.write([&](const Tx& tx) { SearchIndex::set_plays(tx, "track", "a", 9); });
  BOOST_TEST(found({{"q", "second"}}).hits.at(0).plays == 9);
  db.write([&](const Tx& tx) { SearchIndex::remove(tx, "track", "a"); });
  BOOST_TEST(ids({{"q", "name OR second"}}) == "");
  BOOST_TEST(Lookup(db).suggest("sec", viewer(""), 10).empty());
}

BOOST_FIXTURE_TEST_CASE(suggestions_are_titles, Index) {
  add("a", "Moon River");
  Document played = document("b", "Moonlight");
  played.plays = 5;
  put(played);
  add("c", "Blue Moon");
  add("d", "Blue", "Moonwalkers");
  const auto titles = [&](const char* typed) {
    std::string out;
    for (const auto& hit : Lookup(db).suggest(typed, viewer(""), 10)) out += hit.id;
    return out;
  };
  BOOST_TEST(titles("moo") == "bac");
  BOOST_TEST(titles("MOON r") == "a");
  BOOST_TEST(titles("m") == "bac");
  BOOST_TEST(titles("blue") == "dc");
  BOOST_TEST(titles("") == "");
  BOOST_TEST(titles("\"*( ") == "");
  BOOST_TEST(titles("zz") == "");
}

BOOST_FIXTURE_TEST_CASE(there_are_more_than_are_loaded, Index) {
  db.write([&](const Tx& tx) {
    for (int i = 0; i < 1100; ++i) {
      Document one = document("n" + std::to_string(1000 + i), "Common " + std::to_string(i));
      one.plays = i == 3 ? 100 : 0;
      SearchIndex::put(tx, one);
    }
    SearchIndex::put(tx, document("exact", "Common"));
  });
  const auto all = found({{"q", "common"}});
  BOOST_TEST(!all.are_all);
  BOOST_TEST(all.hits.size() == static_cast<size_t>(max_hits));
  BOOST_TEST(all.hits[0].id == "exact");
  BOOST_TEST(found({{"q", "common"}, {"sort", "-plays"}}).hits[0].id == "n1003");
  BOOST_TEST(found({{"q", "common"}, {"sort", "-date"}}).hits[0].id == "exact");
}

// Enough documents for every way the engines go, in an order that is theirs: nothing is lost or found twice.
BOOST_FIXTURE_TEST_CASE(many_documents_are_found_by_phrases_and_rare_words, Index) {
  db.write([&](const Tx& tx) {
    for (int i = 0; i < 3000; ++i) {
      const bool together = i % 100 == 7;
      Document one =
          document("n" + std::to_string(i), together ? "Common Thing" : "Thing of Common " + std::to_string(i));
      one.genres = {i % 2 == 0 ? "House" : "Techno"};
      SearchIndex::put(tx, one);
    }
  });
  if (db.is_postgresql()) db.write([](const Tx& tx) { tx.execute("ANALYZE library_search", {}); });
  BOOST_TEST(found({{"q", "\"common thing\""}}).hits.size() == 30U);
  BOOST_TEST(found({{"q", "\"thing of common 12\""}}).hits.size() == 1U);
  BOOST_TEST(found({{"q", "\"of thing\""}}).hits.empty());
  BOOST_TEST(found({{"q", "\"common thing\""}, {"genre", "house"}}).hits.empty());
  BOOST_TEST(found({{"q", "common -of"}}).hits.size() == 30U);
  BOOST_TEST(found({{"q", "2999"}}).hits.size() == 1U);
  BOOST_TEST(found({{"q", "thing"}}).hits.size() == static_cast<size_t>(max_hits));
  std::set<std::string> ids;
  for (const auto& hit : found({{"q", "thing"}}).hits) ids.insert(hit.id);
  BOOST_TEST(ids.size() == static_cast<size_t>(max_hits));
}

BOOST_FIXTURE_TEST_CASE(plays_are_carried_into_the_documents, Index) {
  const auto plays = [&](const char* q) { return found({{"q", q}}).hits.at(0).plays; };
  add("a", "Often Played");
  add("b", "Never Played");
  db.write([&](const Tx& tx) {
    for (const char* id : {"a", "b"}) {
      tx.execute(
          "INSERT INTO library_tracks (id, owner_id, is_public, status, title, format, file_name, file_size, "
          "title_key, artist_key, genre_key, search_key, created_at, updated_at, play_count) VALUES "
          "($1, 'o', 1, 'ready', 't', 'flac', 'f', 1, '', '', '', '', 1, 1, $2)",
          {id, int64_t{*id == 'a' ? 7 : 0}});
    }
    SearchIndex::played(tx, "a");
    SearchIndex::played(tx, "a");
    SearchIndex::played(tx, "gone");
  });
  BOOST_TEST(plays("often") == 0);
  BOOST_TEST(carry_plays(db, 1) == 1);
  BOOST_TEST(carry_plays(db, 10) == 1);
  BOOST_TEST(carry_plays(db, 10) == 0);
  BOOST_TEST(plays("often") == 7);
  BOOST_TEST(plays("never") == 0);
}

BOOST_FIXTURE_TEST_CASE(words_that_no_listed_document_has_are_forgotten, Index) {
  const auto words = [&] {
    std::string out;
    db.query("SELECT word FROM library_search_words ORDER BY word", {},
             [&](const Row& row) { out += (out.empty() ? "" : " ") + row.text(0); });
    return out;
  };
  add("a", "Abracadabra Beta");
  Document shy = document("b", "Beta Cryptic");
  put(shy);
  shy.listed = false;
  shy.readers = {ann};
  put(shy);
  add("c", "Gamma");
  db.write([&](const Tx& tx) { SearchIndex::remove(tx, "track", "c"); });
  BOOST_TEST(words() == "abracadabra beta cryptic gamma");
  BOOST_TEST(sweep_words(db, "", 3) == "cryptic");
  BOOST_TEST(words() == "abracadabra beta gamma");
  BOOST_TEST(sweep_words(db, "cryptic", 3) == "gamma");
  BOOST_TEST(sweep_words(db, "gamma", 3) == "");
  BOOST_TEST(words() == "abracadabra beta");
  BOOST_TEST(Lookup(db).nearest("gama").empty());
  BOOST_TEST(Lookup(db).nearest("abracadabar").size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(playlists_are_found_by_those_who_may, Index) {
  const std::string id = "018f2f6e-0000-7000-8000-0000000000aa";
  Playlists playlists(db);
  Playlist list;
  list.id = id;
  list.owner_id = ann;
  list.title = "Rainy Sundays";
  list.description = "For slow mornings";
  const auto change = [&](const std::function<void(const Tx&)>& body) {
    db.write([&](const Tx& tx) {
      Playlists::hold(tx, id, "");
      body(tx);
    });
  };
  change([&](const Tx& tx) { Playlists::insert(tx, list); });
  const Viewer guest = viewer(""), her = viewer(ann), him = viewer(bob), reads_tracks = viewer(bob, true);
  const Viewer moderator{bob, [](std::string_view permission, std::string_view owner) {
                           return permission == "playlist:read" && owner.empty();
                         }};
  const auto seen_by = [&](const Viewer& who) { return ids({{"q", "rainy"}}, who) == id; };
  BOOST_TEST(seen_by(her));
  BOOST_TEST(seen_by(moderator));
  for (const Viewer& who : {guest, him, reads_tracks}) {
    BOOST_TEST(!seen_by(who));
    BOOST_TEST(found({{"q", "rayni"}}, who).corrected.empty());
    BOOST_TEST(Lookup(db).suggest("rain", who, 5).empty());
  }
  change([&](const Tx& tx) { Playlists::put_collaborator(tx, id, bob, CollaboratorRole::viewer, 1); });
  BOOST_TEST(seen_by(him));
  BOOST_TEST(!seen_by(guest));
  BOOST_TEST(Lookup(db).suggest("rain", him, 5).size() == 1U);
  change([&](const Tx& tx) { Playlists::remove_collaborator(tx, id, bob); });
  BOOST_TEST(!seen_by(him));
  list.visibility = "unlisted";
  change([&](const Tx& tx) { Playlists::update(tx, list); });
  BOOST_TEST(!seen_by(him));
  list.visibility = "public";
  list.title = "Rainy Days";
  change([&](const Tx& tx) { Playlists::update(tx, list); });
  BOOST_TEST(seen_by(guest));
  BOOST_TEST(ids({{"q", "mornings"}, {"type", "playlist"}}) == id);
  BOOST_TEST(ids({{"q", "sundays"}}) == "");
  list.visibility = "private";
  change([&](const Tx& tx) { Playlists::update(tx, list); });
  BOOST_TEST(!seen_by(guest));
  BOOST_TEST(seen_by(her));
  change([&](const Tx& tx) { Playlists::remove(tx, id); });
  BOOST_TEST(!seen_by(her));
}

BOOST_FIXTURE_TEST_CASE(searches_are_remembered_and_forgotten, Index) {
  db.write([&](const Tx& tx) {
    for (int i = 0; i < 120; ++i) SearchHistory::add(tx, ann, "q" + std::to_string(i), 1000 + i);
    SearchHistory::add(tx, ann, "q119", 5000);
    SearchHistory::add(tx, bob, "his", 1);
  });
  const auto hers = SearchHistory::of(db, ann);
  BOOST_TEST(hers.size() == 100U);
  BOOST_TEST(hers[0].query == "q119");
  BOOST_TEST(hers[0].at == 5000);
  BOOST_TEST(hers[99].query == "q20");
  db.write([&](const Tx& tx) { SearchHistory::clear(tx, ann); });
  BOOST_TEST(SearchHistory::of(db, ann).empty());
  BOOST_TEST(SearchHistory::of(db, bob).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::library
