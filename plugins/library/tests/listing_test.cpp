#include "rules/listing.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <veza/id.hpp>

#include "viewers.h"

using namespace veza;
using namespace veza::library;

namespace {
using Given = std::map<std::string, std::string, std::less<>>;

ListQuery parse(const Given& given, const Viewer& viewer, Problems& problems) {
  return parse_list_query(
      [&](std::string_view name) -> std::optional<std::string_view> {
        const auto found = given.find(name);
        return found == given.end() ? std::nullopt : std::optional<std::string_view>(found->second);
      },
      viewer, problems);
}
const Viewer guest = viewer("", {});
const Viewer moderator = viewer("mod", {"track:read_any"});
}  // namespace

BOOST_AUTO_TEST_SUITE(listing)

BOOST_AUTO_TEST_CASE(defaults) {
  Problems problems;
  const auto query = parse({}, guest, problems);
  BOOST_TEST(problems.empty());
  BOOST_TEST(query.sort == "-created_at");
  BOOST_TEST(query.per_page == 20);
}

BOOST_AUTO_TEST_CASE(bad_values) {
  const std::pair<std::string, std::string> cases[] = {{"per_page", "0"},     {"per_page", "101"},
                                                       {"per_page", "-1"},    {"per_page", "1e2"},
                                                       {"per_page", " 5"},    {"per_page", "99999999999999999999"},
                                                       {"sort", "duration"},  {"sort", "title; DROP TABLE x"},
                                                       {"owner", "me"},       {"owner", "someone"},
                                                       {"status", "deleted"}, {"album", "x"},
                                                       {"visibility", "all"}, {"cursor", "nonsense"},
                                                       {"q", "a\nb"},         {"genre", std::string(201, 'g')}};
  for (const auto& [name, value] : cases) {
    Problems problems;
    parse({{name, value}}, guest, problems);
    BOOST_REQUIRE_MESSAGE(problems.size() == 1, name << "=" << value);
    BOOST_TEST(problems[0].field == name);
  }
}

BOOST_AUTO_TEST_CASE(values_are_parameters_never_text) {
  Problems problems;
  const auto query = parse({{"q", "50%_\\ off' OR"}, {"genre", "Hip'Hop"}, {"visibility", "public"}}, guest, problems);
  BOOST_TEST(problems.empty());
  const auto statement = page(query, guest, "id");
  BOOST_TEST(statement.sql.find("off") == std::string::npos);
  BOOST_TEST(statement.sql.find("Hop") == std::string::npos);
  BOOST_REQUIRE(statement.values.size() == 5U);  // three words, genre, visibility
  BOOST_TEST(std::get<std::string>(statement.values[0]) == "%50\\%\\_\\\\%");
  BOOST_TEST(std::get<std::string>(statement.values[3]) == "hip'hop");
}

BOOST_AUTO_TEST_CASE(who_sees_what) {
  BOOST_TEST(
      count({}, guest).sql ==
      "SELECT COUNT(*) FROM (SELECT 1 FROM library_tracks WHERE (is_public = 1 AND status <> 'failed') LIMIT 10001) "
      "AS found");
  BOOST_TEST(count({}, viewer("ann", {"track:read"})).sql ==
             "SELECT COUNT(*) FROM (SELECT 1 FROM library_tracks WHERE ((is_public = 1 AND status <> 'failed') OR "
             "owner_id = $1) LIMIT 10001) AS found");
  BOOST_TEST(count({}, moderator).sql == "SELECT COUNT(*) FROM (SELECT 1 FROM library_tracks LIMIT 10001) AS found");
}

BOOST_AUTO_TEST_CASE(keyset_of_each_order) {
  const std::string id = new_id();
  const std::pair<std::string, std::string> cases[] = {
      {"-created_at", "(created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC"},
      {"created_at", "(created_at, id) > ($1, $2) ORDER BY created_at, id"},
      {"title", "(title_key, id) > ($1, $2) ORDER BY title_key, id"},
      {"-title", "(title_key, id) < ($1, $2) ORDER BY title_key DESC, id DESC"},
      {"artist", "(artist_key, id) > ($1, $2) ORDER BY artist_key, id"},
      {"album", "(album_position, id) > ($1, $2) ORDER BY album_position, id"}};
  for (const auto& [sort, expected] : cases) {
    const Cursor cursor{sort_value(sort, {7, "t", "a"}), id};
    Problems problems;
    const auto query = parse({{"sort", sort}, {"cursor", encode_cursor(sort, cursor)}}, moderator, problems);
    BOOST_REQUIRE_MESSAGE(problems.empty(), sort);
    const auto sql = page(query, moderator, "id").sql;
    BOOST_TEST(sql.find(expected) != std::string::npos, sql);
    BOOST_TEST(sql.ends_with("LIMIT 21"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
