#include <boost/test/unit_test.hpp>

#include "backup/retention.h"
#include "backup/snapshot_name.h"
#include "base/clock.h"

namespace veza::backup {

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(a_name_is_a_time) {
  BOOST_TEST(snapshot_name(0) == "19700101T000000Z");
  BOOST_TEST(snapshot_name(1'795'256'100'999) == "20261121T101500Z");
  BOOST_TEST(*snapshot_time("20261121T101500Z") == 1'795'256'100'000);
  BOOST_TEST(snapshot_name(*snapshot_time("20240229T235959Z")) == "20240229T235959Z");
}

BOOST_AUTO_TEST_CASE(other_texts_are_none) {
  for (const char* text :
       {"", "20261121", "20261121T101500", "20261121T101500z", "20261121 101500Z", "20261321T101500Z",
        "20260230T101500Z", "20260010T101500Z", "20261121T241500Z", "20261121T106000Z", "20261121T101560Z",
        "2026112aT101500Z", "20261121T-1-1-1Z", "../../../../etc/Z", "20261121T101500Z/"}) {
    BOOST_TEST_INFO(text);
    BOOST_TEST(!snapshot_time(text));
  }
}

struct Kept {
  const char* what;
  Retention retention;
  std::vector<std::string> given, kept;
};

// 2026-11-21 is a Saturday; its ISO week began on Monday the 16th.
const Kept retentions[] = {
    {"none", {7, 4, 6}, {}, {}},
    {"the newest stays whatever the rules", {0, 0, 1}, {"20261121T010000Z", "20261121T020000Z"}, {"20261121T020000Z"}},
    {"no rule keeps all",
     {0, 0, 0},
     {"20200101T000000Z", "20261121T020000Z"},
     {"20200101T000000Z", "20261121T020000Z"}},
    {"the last of a day",
     {2, 0, 0},
     {"20261119T030000Z", "20261120T030000Z", "20261120T230000Z", "20261121T000000Z", "20261121T235959Z"},
     {"20261120T230000Z", "20261121T235959Z"}},
    {"days without a backup do not count",
     {2, 0, 0},
     {"20250101T000000Z", "20261121T000000Z"},
     {"20250101T000000Z", "20261121T000000Z"}},
    {"a week ends on Sunday",
     {0, 2, 0},
     {"20261108T120000Z", "20261115T120000Z", "20261116T120000Z", "20261121T120000Z"},
     {"20261115T120000Z", "20261121T120000Z"}},
    {"a week over the end of the year is one week",
     {0, 2, 0},
     {"20261227T120000Z", "20261231T120000Z", "20270102T120000Z"},
     {"20261227T120000Z", "20270102T120000Z"}},
    {"months",
     {0, 0, 2},
     {"20251130T000000Z", "20261031T000000Z", "20261101T000000Z", "20261130T000000Z"},
     {"20261031T000000Z", "20261130T000000Z"}},
    {"the same month of another year is another",
     {0, 0, 2},
     {"20251130T000000Z", "20261130T000000Z"},
     {"20251130T000000Z", "20261130T000000Z"}},
    {"rules add up, in any order given",
     {1, 1, 2},
     {"20261121T000000Z", "20261001T000000Z", "20261115T000000Z", "20261031T000000Z"},
     {"20261031T000000Z", "20261121T000000Z"}},
};

BOOST_AUTO_TEST_CASE(what_is_kept) {
  for (const auto& [what, retention, given, kept] : retentions) {
    BOOST_TEST_CONTEXT(what) {
      const auto found = to_keep(given, retention);
      BOOST_TEST(std::vector<std::string>(found.begin(), found.end()) == kept, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::backup
