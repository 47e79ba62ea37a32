#include "options.h"

#include <boost/test/unit_test.hpp>

using namespace veza::transcode;

BOOST_AUTO_TEST_CASE(a_full_command_line) {
  const auto options = parse_options({"--input", "a", "--output", "b", "--tiers", "x:64000", "--lossless",
                                      "--segment-seconds", "6.5", "--progress-fd", "3", "--max-memory", "1000",
                                      "--cpu-seconds", "60", "--stall-seconds", "5", "--max-duration-seconds", "100"});
  BOOST_REQUIRE(options);
  BOOST_TEST(options->input == "a");
  BOOST_TEST(options->output == "b");
  BOOST_TEST(options->tiers.size() == 1u);
  BOOST_TEST(options->lossless);
  BOOST_TEST(options->segment_seconds == 6.5);
  BOOST_TEST(options->progress_fd == 3);
  BOOST_TEST(options->limits.memory_bytes == 1000u);
  BOOST_TEST(options->limits.cpu_seconds == 60u);
  BOOST_TEST(options->stall_seconds == 5u);
  BOOST_TEST(options->max_duration_seconds == 100u);
}

BOOST_AUTO_TEST_CASE(defaults) {
  const auto options = parse_options({"--input", "a", "--output", "b"});
  BOOST_REQUIRE(options);
  BOOST_TEST(options->tiers.size() == 3u);
  BOOST_TEST(options->segment_seconds == 4);
  BOOST_TEST(options->progress_fd == 1);
  BOOST_TEST(options->limits.memory_bytes == 734003200u);
  BOOST_TEST(!options->lossless);
  BOOST_TEST(parse_options({"--probe", "a"})->probe);
  BOOST_TEST(parse_options({"--help"})->help);
}

BOOST_AUTO_TEST_CASE(wrong_command_lines) {
  const std::vector<std::vector<std::string>> cases{{},
                                                    {"--input", "a"},
                                                    {"--output", "b"},
                                                    {"--input"},
                                                    {"a", "b"},
                                                    {"--input", "a", "--output", "b", "--colour", "red"},
                                                    {"--input", "a", "--output", "b", "--tiers", "x"},
                                                    {"--input", "a", "--output", "b", "--segment-seconds", "0"},
                                                    {"--input", "a", "--output", "b", "--segment-seconds", "nan"},
                                                    {"--input", "a", "--output", "b", "--segment-seconds", "4s"},
                                                    {"--input", "a", "--output", "b", "--progress-fd", "-1"},
                                                    {"--input", "a", "--output", "b", "--stall-seconds", "0"},
                                                    {"--input", "a", "--output", "b", "--max-memory", "1e9"}};
  for (const auto& arguments : cases) {
    const auto options = parse_options(arguments);
    BOOST_REQUIRE(!options);
    BOOST_TEST(!options.error().empty());
  }
}
