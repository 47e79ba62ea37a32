#include "rules/changes.h"

#include <boost/test/unit_test.hpp>

#include "routes/upload_form.h"

using namespace veza;
using namespace veza::library;

BOOST_AUTO_TEST_SUITE(changes)

BOOST_AUTO_TEST_CASE(good_values) {
  Problems problems;
  const auto out = parse_changes(Json::parse(R"({"title":"  A  ","artist":null,"album":"","year":1999,
                                                 "track_number":null,"visibility":"private"})"),
                                 problems);
  BOOST_TEST(problems.empty());
  BOOST_TEST(*out.title == "A");
  BOOST_TEST((out.artist && !*out.artist));
  BOOST_TEST((out.album && !*out.album));
  BOOST_TEST(!out.genre.has_value());
  BOOST_TEST(**out.year == 1999);
  BOOST_TEST((out.track_number && !*out.track_number));
  BOOST_TEST((out.visibility == Visibility::closed));
}

BOOST_AUTO_TEST_CASE(bad_values) {
  const std::string long_text(201, 'x');
  const std::pair<Json, std::string> cases[] = {
      {{{"title", nullptr}}, "title"},
      {{{"title", "   "}}, "title"},
      {{{"title", 5}}, "title"},
      {{{"title", long_text}}, "title"},
      {{{"title", "a\nb"}}, "title"},
      {{{"artist", long_text}}, "artist"},
      {{{"artist", Json::array()}}, "artist"},
      {{{"genre", std::string(61, 'g')}}, "genre"},
      {{{"year", 0}}, "year"},
      {{{"year", 10000}}, "year"},
      {{{"year", 1999.5}}, "year"},
      {{{"year", "1999"}}, "year"},
      {{{"year", 18446744073709551615ULL}}, "year"},
      {{{"year", -9223372036854775807LL}}, "year"},
      {{{"disc_number", 1000}}, "disc_number"},
      {{{"visibility", "secret"}}, "visibility"},
      {{{"bpm", 5}}, "bpm"},
      {{{"bpm", "120"}}, "bpm"},
      {{{"musical_key", "H"}}, "musical_key"},
      {{{"isrc", "GB-AYE-68"}}, "isrc"},
      {{{"release_date", "2023-02-29"}}, "release_date"},
      {{{"mb_recording_id", "x"}}, "mb_recording_id"},
      {{{"album_type", "LP"}}, "album_type"},
      {{{"genres", "Jazz"}}, "genres"},
      {{{"genres", {1}}}, "genres"},
      {{{"genres", {nullptr}}}, "genres"},
      {{{"genres", std::vector<std::string>(17, "g")}}, "genres"},
      {{{"tags", {std::string(61, 'g')}}}, "tags"},
      {{{"credits", {{"name", "A"}}}}, "credits"},
      {{{"credits", {5}}}, "credits"},
      {{{"credits", {{{"name", "A"}, {"role", "boss"}}}}}, "credits"},
      {{{"credits", {{{"name", ""}, {"role", "main"}}}}}, "credits"},
      {{{"credits", {{{"name", "A"}, {"role", "main"}, {"mbid", "7"}}}}}, "credits"},
      {{{"credits", {{{"name", "A"}, {"role", "main"}, {"x", 7}}}}}, "credits"},
      {{{"visibility", true}}, "visibility"},
      {{{"owner_id", "me"}}, "owner_id"},
      {{{"status", "ready"}}, "status"},
  };
  for (const auto& [json, field] : cases) {
    Problems problems;
    parse_changes(json, problems);
    BOOST_REQUIRE_MESSAGE(problems.size() == 1, json.dump());
    BOOST_TEST(problems[0].field == field);
    BOOST_TEST(!problems[0].problem.empty());
  }
}

BOOST_AUTO_TEST_CASE(reports_every_field) {
  Problems problems;
  const auto out = parse_changes(Json{{"title", ""}, {"year", -1}, {"genre", "Jazz"}}, problems);
  BOOST_TEST(problems.size() == 2U);
  BOOST_TEST(**out.genre == "Jazz");
}

namespace {
Part part(const std::string& name, uint64_t size, bool file = false) {
  return {name, file ? "song.wav" : "", "", file, 0, size};
}
}  // namespace

BOOST_AUTO_TEST_CASE(upload_forms) {
  struct Case {
    const char* name;
    std::vector<Part> parts;
    std::string content;
    int status;
  };
  const Case cases[] = {
      {"no parts", {}, "", 422},
      {"no file", {part("title", 3)}, "abc", 422},
      {"two files", {part("file", 5, true), part("file", 5, true)}, "", 422},
      {"a text called file", {part("file", 5)}, "abcde", 422},
      {"a field twice", {part("file", 5, true), part("title", 1), part("title", 1)}, "a", 422},
      {"a field that is a book", {part("file", 5, true), part("title", 1000000)}, "a", 422},
      {"a title with a line break", {part("file", 5, true), part("title", 3)}, "a\nb", 422},
      {"unknown visibility", {part("file", 5, true), part("visibility", 3)}, "all", 422},
      {"too large", {part("file", 101, true)}, "", 413},
      {"fine", {part("file", 100, true), part("title", 3)}, "abc", 0},
      {"an empty field", {part("file", 1, true), part("title", 0)}, "", 0},
      {"a misspelt field", {part("file", 1, true), part("visiblity", 7)}, "private", 422},
  };
  for (const auto& c : cases) {
    int status = 0;
    try {
      read_upload_form(
          c.parts, [&](const Part&) { return std::string_view(c.content); }, 100);
    } catch (const HttpError& error) {
      status = error.status();
    }
    BOOST_TEST(status == c.status, c.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
