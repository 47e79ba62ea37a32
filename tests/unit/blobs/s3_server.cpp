// What only a server that checks signatures can show (tests/support/services/s3.mjs): none of these run without one.
#include <boost/test/data/test_case.hpp>

#include "any_store.h"
#include "blobs/http_transport.h"

namespace veza::blobs {

BOOST_AUTO_TEST_SUITE(s3_server)

const std::vector<std::string>& servers() {
  static const std::vector<std::string> all(store_kinds().size() - 2, "server");
  return all;
}
const auto each_server = boost::unit_test::data::make(servers());

BOOST_DATA_TEST_CASE(wrong_keys_regions_and_clocks_are_told_apart, each_server, server) {
  BOOST_TEST_MESSAGE(server);
  const auto refusal = [](S3Options options) {
    const auto status = must(open_s3(options))->put_bytes("k", "x");
    BOOST_REQUIRE(!status);
    return status.error();
  };
  S3Options options = server_options();
  options.secret_key = "wrong";
  BOOST_TEST((refusal(options).code == base::Code::forbidden));
  BOOST_TEST(refusal(options).message.find("SignatureDoesNotMatch") != std::string::npos, refusal(options).message);
  options = server_options();
  options.access_key = "nobody";
  BOOST_TEST(refusal(options).message.find("InvalidAccessKeyId") != std::string::npos, refusal(options).message);
  options = server_options();
  options.url.replace(options.url.find("eu-test-1"), 9, "us-east-1");
  BOOST_TEST(refusal(options).message.find("region=eu-test-1") != std::string::npos, refusal(options).message);
  options = server_options();
  options.clock = [] { return base::now_ms() - 3'600'000; };
  BOOST_TEST(refusal(options).message.find("clock") != std::string::npos, refusal(options).message);
  options = server_options();
  options.url.replace(options.url.find("veza-test"), 9, "no-such-bucket");
  BOOST_TEST(refusal(options).message.find("no bucket no-such-bucket") != std::string::npos, refusal(options).message);
}

BOOST_DATA_TEST_CASE(presigned_urls_open_what_they_name_and_nothing_else, each_server, server) {
  BOOST_TEST_MESSAGE(server);
  const auto store = must(open_s3(server_options()));
  must(store->put_bytes("a/b-1.x", "0123456789"));
  must(store->put_bytes("other", "no"));
  const auto http = must(HttpTransport::create({}));
  const std::string url =
      must(store->presigned_get("a/b-1.x", 60, {"audio/flac", "attachment; filename=\"a.flac\""})).value();
  const auto get = [&](const std::string& address, const std::string& range = "") {
    HttpRequest request{"GET", address, {}};
    if (!range.empty()) request.headers.emplace_back("Range", range);
    const auto reply = http->exchange(request);
    BOOST_REQUIRE_MESSAGE(reply, (reply ? "" : reply.error().sentence));
    return *reply;
  };
  BOOST_TEST(get(url).body == "0123456789");
  BOOST_TEST(get(url).header("content-type") == "audio/flac");
  BOOST_TEST(get(url).header("content-disposition") == "attachment; filename=\"a.flac\"");
  BOOST_TEST(get(url, "bytes=2-4").body == "234");
  std::string changed = url;
  changed.replace(changed.find("a/b-1.x"), 7, "other");
  BOOST_TEST(get(changed).status == 403);
  changed = url;
  changed.replace(changed.find("X-Amz-Expires=60"), 16, "X-Amz-Expires=99");
  BOOST_TEST(get(changed).status == 403);
  S3Options past = server_options();
  past.clock = [] { return base::now_ms() - 120'000; };
  BOOST_TEST(get(must(must(open_s3(past))->presigned_get("k", 60)).value()).status == 403);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
