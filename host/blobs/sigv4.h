// AWS Signature Version 4 as S3 wants it: plain functions over plain values.
//
// Source: Amazon S3 API Reference, "Authenticating Requests (AWS Signature Version 4)". S3 differs from other services
// in that a path is encoded once and never normalised.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace veza::blobs::sigv4 {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Credentials {
  std::string access_key, secret_key;
  std::string session_token = {};  // of temporary credentials; empty: none
};

struct Scope {
  std::string region;
  std::string service = "s3";
};

struct Request {
  std::string method;
  std::string path;          // encoded (encode_path), begins with '/'
  Pairs query;               // plain; names may repeat
  Pairs headers;             // those to sign, "host" among them; names in lower case
  std::string payload_hash;  // lower-case hex SHA-256 of the body, or "UNSIGNED-PAYLOAD"
};

// Every byte but A-Z a-z 0-9 - . _ ~ and '/' as %XX.
std::string encode_path(std::string_view path);
// "a=1&b=2": names and values encoded, then sorted. What is signed is also what is sent.
std::string canonical_query(const Pairs& query);
std::string canonical_request(const Request& request);
// "20130524T000000Z".
std::string timestamp(int64_t epoch_ms);
// `date` is the timestamp's first eight digits.
std::array<unsigned char, 32> signing_key(std::string_view secret_key, std::string_view date, const Scope& scope);

// The value of the Authorization field. `request.headers` must hold host, x-amz-date and x-amz-content-sha256 (and
// x-amz-security-token with a session token) already.
std::string authorization(const Request& request, const Credentials& credentials, const Scope& scope,
                          std::string_view time);

// The query of a URL that carries its own proof for `ttl_seconds` (1 to 604800). `request.query` and `request.headers`
// (host) are the caller's; the X-Amz-… parameters are added here.
std::string presigned_query(Request request, const Credentials& credentials, const Scope& scope, std::string_view time,
                            int64_t ttl_seconds);

}  // namespace veza::blobs::sigv4
