#include "data/value.h"

#include "scratch.h"

namespace veza::data {

BOOST_AUTO_TEST_SUITE(values)

BOOST_FIXTURE_TEST_CASE(every_type_comes_back_as_it_went_in, ScratchDatabase) {
  const std::string text = "tön\0e";
  const std::string bytes("\0\xff\x01", 3);
  const auto row =
      *must(database->row("SELECT $1, $2, $3, $4, $5, $6, $7, $8",
                          {nullptr, int64_t{-5}, 2.5, text, BlobView{bytes}, true, std::string_view(), BlobView{}}));
  BOOST_TEST(row.size() == 8u);
  BOOST_TEST(row[0].is_null());
  BOOST_TEST(row[1].integer() == -5);
  BOOST_TEST(row[2].real() == 2.5);
  BOOST_TEST(row[3].string() == text);
  BOOST_TEST((row[3].type() == Type::text));
  BOOST_TEST((row[4].type() == Type::blob));
  BOOST_TEST(row[4].string() == bytes);
  BOOST_TEST(row[5].boolean());
  BOOST_TEST((row[6].type() == Type::text));
  BOOST_TEST((row[7].type() == Type::blob));
  BOOST_TEST(row[8].is_null());
}

BOOST_FIXTURE_TEST_CASE(text_may_hold_a_nul, ScratchDatabase, *boost::unit_test::label("sqlite")) {
  const std::string text("a\0b", 3);
  BOOST_TEST((*must(database->row("SELECT $1", {text})))[0].string() == text);
}

BOOST_AUTO_TEST_CASE(mismatches_are_zero_not_a_crash) {
  BOOST_TEST(ValueView("12").integer() == 0);
  BOOST_TEST(ValueView(1e300).integer() == 0);
  BOOST_TEST(ValueView(2.9).integer() == 2);
  BOOST_TEST(ValueView(7).real() == 7.0);
  BOOST_TEST(ValueView(7).text().empty());
  BOOST_TEST(!ValueView().optional_string());
  BOOST_TEST(!ValueView(std::optional<int64_t>()).optional_integer());
  BOOST_TEST(*ValueView(std::optional<int64_t>(3)).optional_integer() == 3);
}

BOOST_AUTO_TEST_CASE(an_owned_value_is_the_same_value) {
  for (const Value& value : {Value(), Value(int64_t{3}), Value(0.5), Value(std::string("x")), Value(Blob{"y"})}) {
    BOOST_TEST((ValueView(value).value() == value));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
