#include "blobs/s3_upload.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/markup.h"
#include "blobs/digest.h"
#include "blobs/s3_answers.h"
#include "blobs/s3_fault.h"
#include "blobs/xml_tree.h"

namespace veza::blobs {
namespace {

using base::Code;

constexpr size_t most_parts = 10'000;  // Amazon S3 User Guide, "Multipart upload limits"
constexpr size_t read_step = 256U << 10;

tl::unexpected<base::Error> bad_answer(const S3Client& client, const std::string& what) {
  return base::fail(Code::unavailable, "the object store (" + client.target().describe() + ") " + what);
}

// "…" around 32 hex digits is the MD5 of what was stored, unless a key service encrypts it (S3 API, "Object").
bool is_md5_of(const HttpReply& reply, std::string_view bytes_md5) {
  std::string etag = reply.header("etag");
  const std::string encryption = reply.header("x-amz-server-side-encryption");
  if (!encryption.empty() && encryption != "AES256") return true;
  if (!reply.header("x-amz-server-side-encryption-customer-algorithm").empty()) return true;
  if (etag.size() != 34 || etag.find_first_not_of("\"0123456789abcdefABCDEF") != etag.npos) return true;
  std::transform(etag.begin(), etag.end(), etag.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? char(c + 32) : c; });
  return etag == "\"" + hex(bytes_md5) + "\"";
}

// Reads until `part` holds `size` bytes or the reader ends; whether it ended.
base::Result<bool> fill(const Reader& reader, std::string& part, size_t size) {
  while (part.size() < size) {
    const size_t had = part.size();
    const size_t step = std::min(read_step, size - had);
    if (part.capacity() < had + step) part.reserve(std::min(size + 1, std::max(had + step, had * 2)));
    part.resize(had + step);
    auto count = reader(part.data() + had, step);
    part.resize(had + (count ? std::min(*count, step) : 0));
    if (!count) return base::fail(count.error());
    if (*count == 0) return true;
  }
  return false;
}

base::Status put_whole(const S3Client& client, std::string_view key, std::string_view bytes) {
  const std::string digest = md5(bytes);
  const auto reply = client.call({.method = "PUT",
                                  .key = key,
                                  .headers = {{"content-md5", base64(digest)},
                                              {"content-type", "application/octet-stream"},
                                              {std::string(sha256_field), base::sha256_hex(bytes)}},
                                  .body = bytes});
  if (!reply) return base::fail(reply.error().error);
  if (reply->header("etag").empty()) return bad_answer(client, "did not say what it stored (no ETag)");
  if (is_md5_of(*reply, digest)) return {};
  // It took other bytes than those it was sent; they must not stay.
  (void)client.call({.method = "DELETE", .key = key});
  return bad_answer(client, "stored something else than it was sent (its ETag differs)");
}

// One multipart upload, aborted when it goes without having been completed.
class Multipart {
 public:
  Multipart(const S3Client& client, std::string_view key, std::string id)
      : client_(client), key_(key), id_(std::move(id)) {}
  Multipart(const Multipart&) = delete;
  Multipart& operator=(const Multipart&) = delete;
  ~Multipart() {
    if (!done_) (void)client_.call({.method = "DELETE", .key = key_, .query = {{"uploadId", id_}}});
  }

  base::Status add(std::string_view part) {
    if (parts_ == most_parts) {
      return base::fail(Code::too_large, "the blob has over 10000 parts of " + std::to_string(part.size()) + " bytes");
    }
    const std::string number = std::to_string(++parts_);
    const std::string digest = md5(part);
    const auto reply = client_.call({.method = "PUT",
                                     .key = key_,
                                     .query = {{"partNumber", number}, {"uploadId", id_}},
                                     .headers = {{"content-md5", base64(digest)}},
                                     .body = part});
    if (!reply) return base::fail(reply.error().error);
    const std::string etag = reply->header("etag");
    if (etag.empty()) return bad_answer(client_, "gave no ETag for a part");
    if (!is_md5_of(*reply, digest)) return bad_answer(client_, "stored another part than it was sent");
    list_ += "<Part><PartNumber>" + number + "</PartNumber><ETag>" + base::escape_markup(etag) + "</ETag></Part>";
    digests_ += digest;
    size_ += part.size();
    return {};
  }

  base::Result<uint64_t> complete() {
    const std::string body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + list_ +
                             "</CompleteMultipartUpload>";
    const S3Call call{.method = "POST",
                      .key = key_,
                      .query = {{"uploadId", id_}},
                      .headers = {{"content-type", "application/xml"}},
                      .body = body};
    auto status = try_complete(call);
    if (!status && unclear_ && is_there()) status = base::Status();
    if (!status) return base::fail(status.error());
    done_ = true;
    return size_;
  }

 private:
  // An answer of status 200 may hold an error (S3 API, CompleteMultipartUpload): that is tried again here.
  base::Status try_complete(const S3Call& call) {
    base::Error last;
    for (int attempts = 0; attempts < 3; ++attempts) {
      const auto reply = client_.call(call);
      if (!reply) {
        // No such upload: libcurl sends again by itself what a kept connection lost, and the first one was completed.
        unclear_ = unclear_ || reply.error().unclear || reply.error().code == "NoSuchUpload";
        return base::fail(reply.error().error);
      }
      const auto said = parse_completed(reply->body);
      unclear_ = unclear_ || !said || !said->fault.code.empty();
      if (!said) return bad_answer(client_, "did not say whether the blob is stored: " + said.error().message);
      if (said->fault.code.empty()) return {};
      last = explain(client_.target(), key_, *reply, said->fault);
      if (!is_passing(500, said->fault)) break;
    }
    return base::fail(last);
  }

  // After a lost answer: the object is there, made of our parts ("MD5 of the parts' MD5s"-count is its ETag).
  bool is_there() const {
    const auto reply = client_.call({.method = "HEAD", .key = key_});
    return reply && reply->header("content-length") == std::to_string(size_) &&
           reply->header("etag") == "\"" + hex(md5(digests_)) + "-" + std::to_string(parts_) + "\"";
  }

  const S3Client& client_;
  std::string_view key_;
  std::string id_;
  std::string list_, digests_;
  size_t parts_ = 0;
  uint64_t size_ = 0;
  bool unclear_ = false;
  bool done_ = false;
};

base::Result<std::string> begin(const S3Client& client, std::string_view key,
                                const std::optional<std::string>& sha256) {
  S3Call call{.method = "POST",
              .key = key,
              .query = {{"uploads", ""}},
              .headers = {{"content-type", "application/octet-stream"}}};
  if (sha256) call.headers.emplace_back(sha256_field, *sha256);
  const auto reply = client.call(call);
  if (!reply) return base::fail(reply.error().error);
  auto id = parse_upload_id(reply->body);
  if (!id) return bad_answer(client, "began no upload: " + id.error().message);
  return id;
}

}  // namespace

base::Result<uint64_t> upload(const S3Client& client, std::string_view key, const Reader& reader, size_t part_size,
                              const std::optional<std::string>& sha256) {
  std::string part;
  // One byte more than a part tells whether there will be a second.
  auto ended = fill(reader, part, part_size + 1);
  if (!ended) return base::fail(ended.error());
  if (*ended) {
    if (auto status = put_whole(client, key, part); !status) return base::fail(status.error());
    return part.size();
  }
  auto id = begin(client, key, sha256);
  if (!id) return base::fail(id.error());
  Multipart multipart(client, key, std::move(*id));
  while (!part.empty()) {
    const std::string_view now = std::string_view(part).substr(0, part_size);
    if (auto status = multipart.add(now); !status) return base::fail(status.error());
    part.erase(0, now.size());
    if (!*ended) ended = fill(reader, part, part_size + 1);
    if (!ended) return base::fail(ended.error());
  }
  return multipart.complete();
}

}  // namespace veza::blobs
