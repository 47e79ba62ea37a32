// What an object store adds, over the stand-in.
#include "blobs/s3_store.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "any_store.h"
#include "base/text.h"

namespace veza::blobs {

using test::FakeS3;
using test::Misdeed;

BOOST_AUTO_TEST_SUITE(s3_store)

BOOST_AUTO_TEST_CASE(options_that_cannot_work) {
  const struct {
    std::string url, access, secret, session, says;
  } cases[] = {{"s3://ab", "a", "s", "", "bucket"},
               {"s3://music", "", "s", "", "blobs.access_key"},
               {"s3://music", "a", "", "", "blobs.secret_key"},
               {"s3://music", "a\r\nX: y", "s", "", "character"},
               {"s3://music", "a/b", "s", "", "character"},
               {"s3://music", "a", "s\n", "", "character"},
               {"s3://music", "a", "s", "t t", "character"},
               {"s3://music?ca=/nonexistent/ca.pem", "a", "s", "", "/nonexistent/ca.pem"}};
  for (const auto& c : cases) {
    S3Options options = s3_options(c.url);
    options.access_key = c.access;
    options.secret_key = c.secret;
    options.session_token = c.session;
    const auto store = open_s3(options);
    BOOST_REQUIRE_MESSAGE(!store, c.says);
    BOOST_TEST(store.error().message.find(c.says) != std::string::npos, store.error().message);
  }
}

BOOST_AUTO_TEST_CASE(small_blobs_take_one_request_and_large_ones_come_in_parts) {
  FakeS3 fake;
  const auto store = must(open_s3(s3_options(fake.url())));
  fake.misbehave({});
  must(store->put_bytes("small", std::string(64U << 10, 's')));
  must(store->put_bytes("large", std::string((128U << 10) + 1, 'l')));
  BOOST_TEST(
      fake.requests() == (std::vector<std::string>{"PUT small", "POST large?uploads", "PUT large?partNumber&uploadId",
                                                   "PUT large?partNumber&uploadId", "PUT large?partNumber&uploadId",
                                                   "POST large?uploadId"}),
      boost::test_tools::per_element());
  BOOST_TEST(fake.open_uploads() == 0u);
}

BOOST_AUTO_TEST_CASE(lists_of_many_pages_hold_only_our_keys) {
  FakeS3 fake({.page_size = 3});
  const auto store = must(open_s3(s3_options("s3://bucket/site" + fake.url().substr(11))));
  for (const char* foreign :
       {"other/a", "site", "site/", "site/a b", "site//x", "site/.x", "site/\xc3\xa4", "sitex/a"}) {
    fake.set_object(foreign, "x");
  }
  std::vector<std::string> expected;
  for (int i = 10; i < 30; ++i) {
    expected.push_back("k/" + std::to_string(i));
    must(store->put_bytes(expected.back(), "x"));
  }
  std::vector<std::string> keys;
  for (const auto& blob : must(store->list(""))) keys.push_back(blob.key);
  BOOST_TEST(keys == expected, boost::test_tools::per_element());
  must(store->remove_prefix("k/"));
  BOOST_TEST(fake.objects().size() == 8u);
}

BOOST_AUTO_TEST_CASE(a_store_without_batches_is_emptied_one_by_one) {
  FakeS3 fake;
  const auto store = must(open_s3(s3_options(fake.url())));
  for (const char* key : {"k/a", "k/b", "l"}) must(store->put_bytes(key, "x"));
  fake.misbehave([](const auto& request) { return request.method == "POST" ? Misdeed::no_batches : Misdeed::none; });
  must(store->remove_prefix("k/"));
  BOOST_TEST(fake.objects().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_large_file_that_changes_while_it_is_stored_is_refused) {
  FakeS3 fake;
  const auto store = must(open_s3(s3_options(fake.url())));
  StoreFixture files;
  const std::string path = files.make_file("f", some_bytes(200'000));
  fake.misbehave([&](const auto& request) {
    if (request.query.contains("uploads")) files.make_file("f", some_bytes(200'000, 8));
    return Misdeed::none;
  });
  const auto status = store->put_file("k", path, Source::copy);
  BOOST_REQUIRE(!status);
  BOOST_TEST((status.error().code == base::Code::conflict), status.error().message);
  BOOST_TEST(fake.objects().empty());
  BOOST_TEST(fake.open_uploads() == 0u);
}

BOOST_AUTO_TEST_CASE(requests_are_tried_again_so_often_and_no_more) {
  FakeS3 fake;
  const auto store = must(open_s3(s3_options(fake.url())));
  fake.misbehave([](const auto&) { return Misdeed::error_500; });
  const auto size = store->size("k");
  BOOST_REQUIRE(!size);
  BOOST_TEST((size.error().code == base::Code::unavailable));
  BOOST_TEST(size.error().message.find("tried 4 times") != std::string::npos, size.error().message);
  BOOST_TEST(fake.requests().size() == 4u);
  fake.misbehave([](const auto&) { return Misdeed::forbidden; });
  BOOST_TEST((store->size("k").error().code == base::Code::forbidden));
  BOOST_TEST(fake.requests().size() == 1u);
  // Out of time: none but the first.
  auto hasty = s3_options(fake.url());
  hasty.retries = {.attempts = 4, .first_delay_ms = 1'000, .total_ms = 0};
  const auto quick = must(open_s3(hasty));
  fake.misbehave([](const auto&) { return Misdeed::error_500; });
  BOOST_TEST(!quick->size("k"));
  BOOST_TEST(fake.requests().size() == 1u);
}

BOOST_AUTO_TEST_CASE(refusals_are_sentences_that_say_what_to_do) {
  FakeS3 fake;
  const auto store = must(open_s3(s3_options(fake.url())));
  const struct {
    Misdeed misdeed;
    base::Code code;
    std::string says;
  } cases[] = {{Misdeed::forbidden, base::Code::forbidden, "blobs.secret_key"},
               {Misdeed::moved, base::Code::unavailable, "region=eu-elsewhere-9"},
               {Misdeed::wrong_clock, base::Code::unavailable, "clock"},
               {Misdeed::no_bucket, base::Code::unavailable, "there is no bucket bucket"},
               {Misdeed::full, base::Code::unavailable, "full"},
               {Misdeed::slow_down, base::Code::unavailable, "503 SlowDown"}};
  for (const auto& c : cases) {
    fake.misbehave([&](const auto&) { return c.misdeed; });
    for (const auto& status : {store->put_bytes("k", "x"), store->ping()}) {
      BOOST_REQUIRE(!status);
      BOOST_TEST((status.error().code == c.code), status.error().message);
      BOOST_TEST(status.error().message.find(c.says) != std::string::npos, status.error().message);
      BOOST_TEST(status.error().message.find("secret\"") == std::string::npos);
    }
  }
  auto nowhere = s3_options("s3://bucket?endpoint=http://127.0.0.1:1");
  const auto unreachable = must(open_s3(nowhere))->ping();
  BOOST_REQUIRE(!unreachable);
  BOOST_TEST((unreachable.error().code == base::Code::unavailable));
  BOOST_TEST(unreachable.error().message.find("cannot be reached") != std::string::npos, unreachable.error().message);
}

BOOST_AUTO_TEST_CASE(certificates_are_verified) {
  StoreFixture files;
  test::make_certificate(files.folder);
  const std::string certificate = files.folder + "/certificate.pem";
  FakeS3 fake({.certificate = certificate, .private_key = files.folder + "/key.pem"});
  const auto strangers = must(open_s3(s3_options(fake.url())))->put_bytes("k", "x");
  BOOST_REQUIRE(!strangers);
  BOOST_TEST(strangers.error().message.find("not trusted") != std::string::npos, strangers.error().message);
  BOOST_TEST(fake.requests().empty());
  const auto trusting = must(open_s3(s3_options(fake.url("&ca=" + certificate))));
  must(trusting->put_bytes("k", some_bytes(200'000)));
  BOOST_TEST((must(trusting->read_all("k")) == some_bytes(200'000)));
  // The certificate is of another name.
  std::string other = fake.url("&ca=" + certificate);
  other.replace(other.find("127.0.0.1"), 9, "localhost");
  const auto misnamed = must(open_s3(s3_options(other)))->put_bytes("k", "y");
  BOOST_REQUIRE(!misnamed);
  BOOST_TEST(misnamed.error().message.find("not trusted") != std::string::npos, misnamed.error().message);
}

BOOST_AUTO_TEST_CASE(kept_connections_are_reused_and_no_child_gets_them) {
  FakeS3 fake;
  const auto store = must(open_s3(s3_options(fake.url())));
  for (int i = 0; i < 20; ++i) must(store->put_bytes("k", "x"));
  BOOST_TEST(fake.connections() == 1u);
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    const int fd = std::stoi(entry.path().filename());
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0 || address.sin_family != AF_INET) continue;
    ++seen;
    BOOST_TEST((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  }
  BOOST_TEST(seen >= 2);  // both ends
}

BOOST_AUTO_TEST_CASE(presigned_urls_carry_what_the_answer_shall_say) {
  S3Options options = s3_options("s3://music/site?region=eu-west-3");
  options.session_token = "to/ken";
  options.clock = [] { return int64_t{1369353600'000}; };
  const auto store = must(open_s3(options));
  const auto url = must(store->presigned_get("a/b", 600, {"audio/flac", "attachment; filename=\"x y.flac\""})).value();
  for (const char* part :
       {"https://music.s3.eu-west-3.amazonaws.com/site/a/b?", "X-Amz-Expires=600&", "X-Amz-Date=20130524T000000Z&",
        "X-Amz-Credential=key%2F20130524%2Feu-west-3%2Fs3%2Faws4_request&", "X-Amz-Security-Token=to%2Fken&",
        "response-content-type=audio%2Fflac",
        "response-content-disposition=attachment%3B%20filename%3D%22x%20y.flac%22"}) {
    BOOST_TEST(url.find(part) != std::string::npos, std::string(part) + " in " + url);
  }
  BOOST_TEST(url.find("secret") == std::string::npos);
  BOOST_TEST(must(store->presigned_get("a", 10'000'000)).value().find("X-Amz-Expires=604800&") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
