#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "base/crypto.h"
#include "base/file.h"
#include "mail/transport.h"

using namespace veza::mail;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(folder)

BOOST_AUTO_TEST_CASE(a_mail_becomes_a_file_of_its_own_for_its_owner_only) {
  const std::string path = fs::temp_directory_path().string() + "/veza-mail-" + veza::base::random_token(9);
  Target target;
  target.folder = path;
  const auto transport = make_transport(target, "");
  BOOST_TEST(transport->probe().has_value());
  BOOST_TEST(transport->send({"one", "a@b.org", "c@d.org", "content"}).has_value());
  BOOST_TEST(transport->send({"two", "a@b.org", "c@d.org", "content"}).has_value());
  size_t files = 0;
  for (const auto& entry : fs::directory_iterator(path)) {
    ++files;
    BOOST_TEST(entry.path().extension() == ".eml");
    BOOST_TEST(veza::base::read_file(entry.path().string()).value() == "content");
    struct stat about {};
    BOOST_REQUIRE(::stat(entry.path().c_str(), &about) == 0);
    BOOST_TEST((about.st_mode & 0077U) == 0U);
  }
  BOOST_TEST(files == 2U);
  fs::remove_all(path);
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_is_told) {
  Target target;
  target.folder = "/proc/veza/mail";
  const auto sent = make_transport(target, "")->send({"one", "a@b.org", "c@d.org", "content"});
  BOOST_REQUIRE(!sent);
  BOOST_TEST(sent.error().message.find("mail.url") != std::string::npos);
  BOOST_TEST((sent.error().code != veza::base::Code::invalid), "it is worth another try");
}

BOOST_AUTO_TEST_SUITE_END()
