// A stand-in for an object store, in memory, on a free loopback port, that misbehaves on request. It believes any
// signature (tests/support/services/s3.mjs does not).
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace veza::blobs::test {

enum class Misdeed {
  none,
  error_500,      // refused, nothing done
  slow_down,      // 503 with Retry-After: 0
  forbidden,      // 403 AccessDenied
  moved,          // 301 naming a region
  wrong_clock,    // 403 RequestTimeTooSkewed
  no_bucket,      // 404 NoSuchBucket
  no_batches,     // 501 NotImplemented
  full,           // 507 XMinioStorageFull
  other_bytes,    // done, a GET's body is of the right length and wrong
  garbage,        // done, answered 200 with bytes that are no XML
  wrong_etag,     // done, with the ETag of something else
  error_in_200,   // PUT and POST: not done, answered 200 with an <Error>, as CompleteMultipartUpload may
  cut_off,        // done, the answer ends in the middle
  closed_before,  // the connection ends, nothing done
  closed_after,   // done, the connection ends without an answer
  stalled,        // done, and silence until the client goes
  trickled        // done, the answer comes in many small pieces
};
// All of them, and their names for messages.
const std::vector<Misdeed>& all_misdeeds();
std::string name(Misdeed misdeed);

struct FakeRequest {
  std::string method, key;  // key "" is the bucket
  std::map<std::string, std::string> query, headers;
  std::string body;
  size_t number = 0;  // from 1 since misbehave() was called last
};

struct FakeOptions {
  std::string certificate = {}, private_key = {};  // PEM files: TLS
  size_t page_size = 1000;                         // of lists
};

class FakeS3 {
 public:
  explicit FakeS3(FakeOptions options = {});
  ~FakeS3();
  FakeS3(const FakeS3&) = delete;

  // s3://bucket?endpoint=…, and `more` ("&region=…") behind it.
  std::string url(const std::string& more = "") const;
  void misbehave(std::function<Misdeed(const FakeRequest&)> choose);
  std::map<std::string, std::string> objects() const;
  void set_object(const std::string& key, const std::string& bytes);
  // As damage does it: the object's digest and ETag stay.
  void set_bytes(const std::string& key, const std::string& bytes);
  size_t open_uploads() const;
  size_t connections() const;  // accepted so far
  // "PUT key?partNumber&uploadId" of everything asked since misbehave().
  std::vector<std::string> requests() const;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

// A P-256 key and a certificate of 127.0.0.1 that it signs itself, as PEM files in `folder`: certificate.pem, key.pem.
void make_certificate(const std::string& folder);

}  // namespace veza::blobs::test
