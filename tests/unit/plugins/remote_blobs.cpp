// Blobs of an object store, as plugins put, read and serve them.
#include <boost/test/unit_test.hpp>

#include "../blobs/fake_s3.h"
#include "blobs/s3_store.h"
#include "site.h"

namespace veza::plugins {
namespace {

using blobs::test::FakeS3;
using blobs::test::Misdeed;
using test::Site;

BOOST_AUTO_TEST_SUITE(remote_blobs)

constexpr const char* blob_path = "/api/v1/good/blob";

struct Remote {
  explicit Remote(bool redirect) {
    blobs::S3Options options;
    options.url = fake.url();
    options.access_key = options.secret_key = "key";
    options.retries = {.attempts = 2, .first_delay_ms = 1, .total_ms = 30'000};
    auto store = blobs::open_s3(options);
    BOOST_REQUIRE_MESSAGE(store, (store ? "" : store.error().message));
    site.blobs = std::move(*store);
    site.redirect_blobs = redirect;
    site.load();
    const std::string form =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n" + bytes + "\r\n--b--\r\n";
    const auto uploaded = site.send("POST", "/api/v1/good/files", form, "ada", "multipart/form-data; boundary=b");
    BOOST_REQUIRE_MESSAGE(uploaded.status == 201, uploaded.body);
    BOOST_TEST((fake.objects()["good/upload"] == bytes));
  }
  const std::string bytes = std::string(300'000, 'a') + "the end";
  FakeS3 fake;
  Site site{{"good"}};
};

BOOST_AUTO_TEST_CASE(they_are_sent_as_they_are_read) {
  Remote remote(false);
  remote.fake.misbehave({});
  const auto answer = remote.site.get(blob_path);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST((answer.body == remote.bytes));
  BOOST_TEST(answer.headers.has("ETag"));
  // Its facts, then a bounded piece at a time.
  BOOST_TEST(
      remote.fake.requests() == (std::vector<std::string>{"HEAD good/upload", "GET good/upload", "GET good/upload"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(clients_are_sent_to_the_store_when_the_site_wants_it) {
  Remote remote(true);
  const auto answer = remote.site.get(blob_path);
  BOOST_TEST(answer.status == 302);
  BOOST_TEST(answer.body.empty());
  const std::string location = answer.headers.get("Location", "");
  BOOST_TEST(location.starts_with("http://127.0.0.1:"), location);
  for (const char* part : {"/bucket/good/upload?", "X-Amz-Signature=", "response-content-type=text%2Fplain"}) {
    BOOST_TEST(location.find(part) != std::string::npos, location);
  }
  BOOST_TEST(answer.headers.get("Cache-Control", "").starts_with("private, max-age="));
  BOOST_TEST(!answer.headers.has("ETag"));
  // The URL is for GET; HEAD is answered here.
  BOOST_TEST(remote.site.send("HEAD", blob_path).status == 200);
}

BOOST_AUTO_TEST_CASE(a_store_in_trouble_is_an_answer) {
  Remote remote(false);
  remote.fake.misbehave([](const auto&) { return Misdeed::slow_down; });
  BOOST_TEST(remote.site.get(blob_path).status == 503);
  remote.fake.misbehave([](const auto&) { return Misdeed::no_bucket; });
  BOOST_TEST(remote.site.get(blob_path).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
