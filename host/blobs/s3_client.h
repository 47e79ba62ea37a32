// Signed calls to one bucket, tried again while that may help, their failures told in sentences.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "blobs/http_transport.h"
#include "blobs/s3_target.h"
#include "blobs/sigv4.h"

namespace veza::blobs {

struct RetryLimits {
  int attempts = 5;           // of one call, the first included
  int first_delay_ms = 100;   // doubles, up to 5 s; half of it is drawn at random
  int64_t total_ms = 60'000;  // no new attempt is begun after this
};

struct S3Call {
  std::string method;
  std::string_view key = {};  // without the prefix; empty: the bucket
  sigv4::Pairs query = {};
  sigv4::Pairs headers = {};  // names in lower case; all are signed
  std::string_view body = {};
  char* out = nullptr;  // as HttpRequest's
  size_t out_size = 0;
};

struct S3Failure {
  base::Error error;     // forbidden, not_found (key only), conflict (If-Match), unavailable, too_large, internal
  int status = 0;        // of the last answer; 0 when there was none
  std::string code;      // S3's own ("NoSuchUpload"); may be empty
  bool unclear = false;  // an attempt may have been acted on although no answer came
};

// [any thread]
class S3Client {
 public:
  static base::Result<std::unique_ptr<S3Client>> create(S3Target target, sigv4::Credentials credentials,
                                                        const TransportLimits& limits, const RetryLimits& retries,
                                                        base::Clock clock);
  // A 2xx answer, or why not. Must be safe to repeat (all of ours are: see s3_upload.cpp for the one that is not
  // quite).
  tl::expected<HttpReply, S3Failure> call(const S3Call& call) const;
  // Once, without retries.
  tl::expected<HttpReply, S3Failure> call_once(const S3Call& call) const;

  // A URL that reads `key` without further proof.
  std::string presigned(std::string_view key, sigv4::Pairs query, int64_t ttl_seconds) const;
  const S3Target& target() const { return target_; }

 private:
  struct Attempt {
    S3Failure failure;
    bool again = false;
    int64_t wait_ms = 0;  // what the server asks for
  };
  S3Client(S3Target target, sigv4::Credentials credentials, const RetryLimits& retries, base::Clock clock,
           std::unique_ptr<HttpTransport> transport);
  tl::expected<HttpReply, Attempt> attempt(const S3Call& call) const;
  HttpRequest signed_request(const S3Call& call) const;

  S3Target target_;
  sigv4::Credentials credentials_;
  RetryLimits retries_;
  base::Clock clock_;
  std::unique_ptr<HttpTransport> transport_;
};

}  // namespace veza::blobs
