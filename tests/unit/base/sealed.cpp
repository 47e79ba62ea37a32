#include "base/sealed.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/file.h"

namespace veza::base {
namespace {

const std::string key_a = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const std::string key_b = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA";

struct Folder {
  Folder() {
    path = (std::filesystem::temp_directory_path() / "veza-sealed-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(path.data()) != nullptr);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

BOOST_AUTO_TEST_SUITE(sealed)

BOOST_AUTO_TEST_CASE(what_was_sealed_opens_in_its_context_only) {
  const Seal seal;
  for (const std::string& text : {std::string(), std::string("x"), std::string(3000, 'y'), std::string("\0\xff", 2)}) {
    const std::string sealed = seal.seal(text, "totp/1");
    BOOST_TEST(sealed.starts_with("k1:"));
    BOOST_TEST((seal.open(sealed, "totp/1") == text));
    BOOST_TEST((seal.open(sealed, "totp/2").error().code == Code::invalid));
    BOOST_TEST((seal.open(sealed, "").error().code == Code::invalid));
  }
  BOOST_TEST(seal.seal("same", "c") != seal.seal("same", "c"));
}

BOOST_AUTO_TEST_CASE(any_changed_character_is_noticed) {
  const Seal seal;
  const std::string sealed = seal.seal("the secret", "c");
  for (size_t i = 3; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'Q' : 'A';
    const auto opened = seal.open(changed, "c");
    BOOST_TEST((!opened && opened.error().code == Code::invalid), changed);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_sealed_text_is_refused) {
  const Seal seal;
  const std::string data = seal.seal("x", "c").substr(3);
  for (const std::string& text :
       {std::string(), std::string("k1:"), std::string("k1"), std::string("k:") + data, std::string("k0:") + data,
        std::string("k01:") + data, std::string("k-1:") + data, std::string("k1x:") + data, std::string("1:") + data,
        std::string("k99999999999999999999:") + data, std::string("k1:AAAA"), "k1:" + data + "=", "k1: " + data}) {
    BOOST_TEST((seal.open(text, "c").error().code == Code::invalid), text);
    BOOST_TEST(!seal.outdated(text));
  }
}

BOOST_AUTO_TEST_CASE(an_older_key_opens_and_the_youngest_seals) {
  const Seal before(*parse_key_ring("1 " + key_a), "");
  const Seal after(*parse_key_ring("1 " + key_a + "\n2 " + key_b + "\n"), "");
  const std::string old = before.seal("text", "c");
  BOOST_TEST((after.open(old, "c") == "text"));
  BOOST_TEST(after.outdated(old));
  const std::string young = after.seal("text", "c");
  BOOST_TEST(young.starts_with("k2:"));
  BOOST_TEST(!after.outdated(young));
  BOOST_TEST((before.open(young, "c").error().code == Code::unavailable));
  // Neither key is taken for the other.
  BOOST_TEST((after.open("k1" + young.substr(2), "c").error().code == Code::invalid));
}

BOOST_AUTO_TEST_CASE(a_key_added_on_another_host_is_read_from_the_file) {
  const Folder folder;
  const std::string path = folder.path + "/secrets.key";
  const auto ring = new_key_ring();
  BOOST_REQUIRE(write_key_ring(path, ring));
  const Seal here(*read_key_ring(path), path);
  const auto more = with_new_key(ring);
  const std::string sealed = Seal(more, "").seal("text", "c");
  BOOST_REQUIRE(write_key_ring(path, more));
  BOOST_TEST((here.open(sealed, "c") == "text"));
  BOOST_TEST(here.seal("x", "c").starts_with("k2:"));
}

BOOST_AUTO_TEST_CASE(an_exchanged_file_is_not_taken) {
  const Folder folder;
  const std::string path = folder.path + "/secrets.key";
  const Seal here(new_key_ring(), path);
  const auto other = with_new_key(new_key_ring());
  BOOST_REQUIRE(write_key_ring(path, other));
  BOOST_TEST((here.open(Seal(other, "").seal("x", "c"), "c").error().code == Code::unavailable));
}

BOOST_AUTO_TEST_CASE(the_file_is_for_its_owner_and_reads_back) {
  const Folder folder;
  const std::string path = folder.path + "/secrets.key";
  BOOST_TEST((read_key_ring(path).error().code == Code::not_found));
  const auto ring = with_new_key(new_key_ring());
  BOOST_REQUIRE(create_key_ring(path, ring));
  BOOST_TEST((create_key_ring(path, new_key_ring()).error().code == Code::conflict));
  struct stat facts {};
  BOOST_REQUIRE(::stat(path.c_str(), &facts) == 0);
  BOOST_TEST((facts.st_mode & 0777) == 0600U);
  const auto read = read_key_ring(path);
  BOOST_REQUIRE(read);
  BOOST_REQUIRE(read->size() == 2U);
  for (size_t i = 0; i < 2; ++i) BOOST_TEST(fingerprint((*read)[i]) == fingerprint(ring[i]));
  BOOST_TEST(fingerprint(ring[0]) != fingerprint(ring[1]));
  ::chmod(path.c_str(), 0644);
  BOOST_TEST((read_key_ring(path).error().code == Code::forbidden));
}

BOOST_AUTO_TEST_CASE(a_malformed_file_is_named_by_its_line_and_never_shown) {
  for (const std::string& text :
       {std::string(), std::string("# nothing\n"), key_a, "0 " + key_a, "-1 " + key_a, "x " + key_a, "1 " + key_a + "x",
        std::string("1 AAAA"), "1 " + key_a + "\n1 " + key_b, "2 " + key_a + "\n1 " + key_b, "100000000 " + key_a,
        "1 " + key_a + " " + key_b}) {
    const auto ring = parse_key_ring(text);
    BOOST_REQUIRE_MESSAGE(!ring, text);
    BOOST_TEST((ring.error().code == Code::invalid));
    BOOST_TEST(ring.error().message.find("AAAA") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::base
