// AWS's published examples: Amazon S3 API Reference, "Examples: Signature Calculations in AWS Signature Version 4" and
// "Authenticating Requests: Using Query Parameters"; IAM User Guide for the signing key.
#include "blobs/sigv4.h"

#include <boost/test/unit_test.hpp>

#include "base/crypto.h"

namespace veza::blobs::sigv4 {

BOOST_AUTO_TEST_SUITE(signatures)

const Credentials example{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
const Scope east{"us-east-1"};
constexpr std::string_view time = "20130524T000000Z";
const std::string empty = base::sha256_hex("");

std::string signature_of(const Request& request) {
  const std::string value = authorization(request, example, east, time);
  return value.substr(value.rfind('=') + 1);
}

Request request(const std::string& method, const std::string& path, const Pairs& query, Pairs headers,
                const std::string& hash) {
  headers.insert(
      headers.end(),
      {{"host", "examplebucket.s3.amazonaws.com"}, {"x-amz-content-sha256", hash}, {"x-amz-date", std::string(time)}});
  return {method, path, query, headers, hash};
}

BOOST_AUTO_TEST_CASE(get_object) {
  const Request get = request("GET", "/test.txt", {}, {{"range", "bytes=0-9"}}, empty);
  BOOST_TEST(canonical_request(get) ==
             "GET\n/test.txt\n\nhost:examplebucket.s3.amazonaws.com\nrange:bytes=0-9\nx-amz-content-sha256:" + empty +
                 "\nx-amz-date:20130524T000000Z\n\nhost;range;x-amz-content-sha256;x-amz-date\n" + empty);
  BOOST_TEST(authorization(get, example, east, time) ==
             "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;"
             "range;x-amz-content-sha256;x-amz-date,Signature="
             "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

BOOST_AUTO_TEST_CASE(put_object_with_a_path_to_encode) {
  const Request put =
      request("PUT", encode_path("/test$file.text"), {},
              {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
              base::sha256_hex("Welcome to Amazon S3."));
  BOOST_TEST(put.path == "/test%24file.text");
  BOOST_TEST(signature_of(put) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

BOOST_AUTO_TEST_CASE(a_parameter_without_value) {
  BOOST_TEST(signature_of(request("GET", "/", {{"lifecycle", ""}}, {}, empty)) ==
             "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

BOOST_AUTO_TEST_CASE(a_list) {
  BOOST_TEST(signature_of(request("GET", "/", {{"prefix", "J"}, {"max-keys", "2"}}, {}, empty)) ==
             "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

BOOST_AUTO_TEST_CASE(a_presigned_url) {
  const Request get{"GET", "/test.txt", {}, {{"host", "examplebucket.s3.amazonaws.com"}}, ""};
  BOOST_TEST(presigned_query(get, example, east, time, 86400) ==
             "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F"
             "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
             "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

BOOST_AUTO_TEST_CASE(a_signing_key) {
  const auto key = signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", {"us-east-1", "iam"});
  BOOST_TEST(base::hex(key.data(), key.size()) == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

BOOST_AUTO_TEST_CASE(queries_are_encoded_then_sorted) {
  const struct {
    Pairs query;
    std::string canonical;
  } cases[] = {{{}, ""},
               {{{"b", "2"}, {"a", "1"}}, "a=1&b=2"},
               {{{"a", "2"}, {"a", "1"}}, "a=1&a=2"},
               {{{"a", ""}}, "a="},
               {{{"a b", "c/d+e&f=g"}}, "a%20b=c%2Fd%2Be%26f%3Dg"},
               {{{"A", "1"}, {"a", "1"}, {"_", "~"}}, "A=1&_=~&a=1"},
               {{{"k", "\xc3\xa4"}}, "k=%C3%A4"}};
  for (const auto& c : cases) BOOST_TEST(canonical_query(c.query) == c.canonical);
}

BOOST_AUTO_TEST_CASE(paths_are_encoded_once_and_keep_their_slashes) {
  const std::pair<std::string, std::string> cases[] = {
      {"/", "/"},         {"/a/b", "/a/b"},   {"/a//b/", "/a//b/"},     {"a b", "a%20b"}, {"/%41", "/%2541"},
      {"/./..", "/./.."}, {"/~_-.", "/~_-."}, {"/a+b=c", "/a%2Bb%3Dc"}, {"", ""}};
  for (const auto& [plain, encoded] : cases) BOOST_TEST(encode_path(plain) == encoded);
}

BOOST_AUTO_TEST_CASE(timestamps) {
  BOOST_TEST(timestamp(1369353600'000) == "20130524T000000Z");
  BOOST_TEST(timestamp(0) == "19700101T000000Z");
  BOOST_TEST(timestamp(1700000000'999) == "20231114T221320Z");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs::sigv4
