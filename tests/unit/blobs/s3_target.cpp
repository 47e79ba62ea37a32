#include "blobs/s3_target.h"

#include <boost/test/unit_test.hpp>

namespace veza::blobs {

BOOST_AUTO_TEST_SUITE(s3_addresses)

BOOST_AUTO_TEST_CASE(good_ones) {
  const struct {
    std::string url, origin, path, bucket_path, region;
  } cases[] = {
      {"s3://music", "https://music.s3.us-east-1.amazonaws.com", "/k/1", "/", "us-east-1"},
      {"s3://music?region=eu-west-3", "https://music.s3.eu-west-3.amazonaws.com", "/k/1", "/", "eu-west-3"},
      {"s3://music/veza/blobs?region=eu-west-3&style=path", "https://s3.eu-west-3.amazonaws.com",
       "/music/veza/blobs/k/1", "/music", "eu-west-3"},
      {"s3://music/veza/?endpoint=http://127.0.0.1:9000", "http://127.0.0.1:9000", "/music/veza/k/1", "/music",
       "us-east-1"},
      {"s3://music?endpoint=http%3A%2F%2F%5B%3A%3A1%5D%3A9000/", "http://[::1]:9000", "/music/k/1", "/music",
       "us-east-1"},
      {"s3://music?endpoint=https://minio.example.org:443&style=virtual&ca=/etc/ca.pem",
       "https://music.minio.example.org", "/k/1", "/", "us-east-1"},
      {"s3://music?endpoint=http://store:80&region=garage", "http://store", "/music/k/1", "/music", "garage"},
      {"s3://a.b-c1?", "https://a.b-c1.s3.us-east-1.amazonaws.com", "/k/1", "/", "us-east-1"},
  };
  for (const auto& c : cases) {
    const auto target = parse_s3_url(c.url);
    BOOST_REQUIRE_MESSAGE(target, c.url + ": " + (target ? "" : target.error().message));
    BOOST_TEST(target->origin() == c.origin, c.url);
    BOOST_TEST(target->path_of("k/1") == c.path, c.url);
    BOOST_TEST(target->path_of("") == c.bucket_path, c.url);
    BOOST_TEST(target->region == c.region, c.url);
  }
}

BOOST_AUTO_TEST_CASE(bad_ones_say_what_is_wrong) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "s3://"},
      {"http://music", "s3://"},
      {"s3:music", "s3://"},
      {"s3://", "bucket"},
      {"s3:///prefix", "bucket"},
      {"s3://ab", "bucket"},
      {"s3://Music", "bucket"},
      {"s3://mu_sic", "bucket"},
      {"s3://-music", "bucket"},
      {"s3://music.", "bucket"},
      {"s3://mu..sic", "bucket"},
      {"s3://" + std::string(64, 'a'), "bucket"},
      {"s3://key:secret@music", "credentials"},
      {"s3://music/../etc", "prefix"},
      {"s3://music//a", "prefix"},
      {"s3://music/" + std::string(201, 'a'), "prefix"},
      {"s3://music/a b", "prefix"},
      {"s3://music#x", "'#'"},
      {"s3://music?endpoint=minio:9000", "http://"},
      {"s3://music?endpoint=ftp://minio", "http://"},
      {"s3://music?endpoint=https://", "host"},
      {"s3://music?endpoint=https://a/b", "host"},
      {"s3://music?endpoint=https://user@a", "host"},
      {"s3://music?endpoint=https://a:0", "host"},
      {"s3://music?endpoint=https://a:65536", "host"},
      {"s3://music?endpoint=https://a:", "host"},
      {"s3://music?endpoint=https://a:9x", "host"},
      {"s3://music?endpoint=https://a%0d%0aX:1", "host"},
      {"s3://music?endpoint=https://[::1", "host"},
      {"s3://music?endpoint=https://[]:1", "host"},
      {"s3://music?endpoint=%zz", "malformed"},
      {"s3://music?endpoint=", "no value"},
      {"s3://music?endpoint", "no value"},
      {"s3://music?endpoint=http://a&endpoint=http://b", "twice"},
      {"s3://music?region=EU", "region"},
      {"s3://music?region=a/b", "region"},
      {"s3://music?style=host", "style"},
      {"s3://music?endpiont=http://a", "endpiont"},
      {"s3://music?&", "no value"},
      {"s3://music?endpoint=http://a&ca=/x", "without TLS"},
  };
  for (const auto& [url, says] : cases) {
    const auto target = parse_s3_url(url);
    BOOST_REQUIRE_MESSAGE(!target, url);
    BOOST_TEST((target.error().code == base::Code::invalid), url);
    BOOST_TEST(target.error().message.find(says) != std::string::npos, url + ": " + target.error().message);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
