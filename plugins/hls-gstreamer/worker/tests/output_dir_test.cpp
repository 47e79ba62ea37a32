#include "output_dir.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "scratch.h"

using namespace veza::transcode;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_CASE(files_appear_whole_and_can_be_taken_back) {
  const Scratch scratch;
  const std::string path = scratch / "out";
  auto output = OutputDir::open(path);
  BOOST_REQUIRE(output);
  BOOST_REQUIRE((*output)->make_folder("low"));
  BOOST_REQUIRE((*output)->write("low/a", "hello"));
  BOOST_TEST(fs::file_size(path + "/low/a") == 5u);
  BOOST_TEST(!fs::exists(path + "/low/a.tmp"));
  (*output)->remove_all();
  BOOST_TEST(!fs::exists(path));
  BOOST_TEST(!(*output)->write("late", "x"));
}

BOOST_AUTO_TEST_CASE(what_others_put_there_stays) {
  const Scratch scratch;
  fs::create_directories(scratch / "out/low");
  std::ofstream(scratch / "out/low/theirs") << "x";
  auto output = OutputDir::open(scratch / "out");
  BOOST_REQUIRE(output);
  BOOST_REQUIRE((*output)->make_folder("low"));
  BOOST_REQUIRE((*output)->write("low/ours", "x"));
  (*output)->remove_all();
  BOOST_TEST(fs::exists(scratch / "out/low/theirs"));
  BOOST_TEST(!fs::exists(scratch / "out/low/ours"));
}

BOOST_AUTO_TEST_CASE(failures_name_the_file) {
  const Scratch scratch;
  std::ofstream(scratch / "file") << "x";
  const auto output = OutputDir::open(scratch / "file");
  BOOST_REQUIRE(!output);
  BOOST_TEST(output.error().detail.find("file") != std::string::npos);
  BOOST_TEST(!OutputDir::open(scratch / "no/parent"));
}
