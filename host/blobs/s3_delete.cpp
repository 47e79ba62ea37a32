#include "blobs/s3_delete.h"

#include <algorithm>
#include <span>

#include "base/markup.h"
#include "blobs/digest.h"
#include "blobs/s3_answers.h"
#include "blobs/xml_tree.h"

namespace veza::blobs {
namespace {

constexpr size_t batch_size = 1000;  // S3 API, DeleteObjects

using Batch = std::span<const BlobInfo>;

base::Status singly(const S3Client& client, Batch batch) {
  for (const auto& blob : batch) {
    if (auto status = delete_object(client, blob.key); !status) return status;
  }
  return {};
}

base::Status together(const S3Client& client, Batch batch) {
  std::string body = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>";
  for (const auto& blob : batch) {
    body += "<Object><Key>" + base::escape_markup(client.target().prefix + blob.key) + "</Key></Object>";
  }
  body += "</Delete>";
  const auto reply = client.call({.method = "POST",
                                  .query = {{"delete", ""}},
                                  .headers = {{"content-md5", base64(md5(body))}, {"content-type", "application/xml"}},
                                  .body = body});
  if (!reply) {
    const int status = reply.error().status;
    if (status == 501 || status == 405 || reply.error().code == "NotImplemented") return singly(client, batch);
    return base::fail(reply.error().error);
  }
  const auto left = parse_undeleted(reply->body);
  if (!left) {
    return base::fail(base::Code::unavailable, "the object store (" + client.target().describe() +
                                                   ") answered nonsense: " + left.error().message);
  }
  if (left->empty()) return {};
  return base::fail(base::Code::unavailable, "the object store (" + client.target().describe() + ") kept " +
                                                 std::to_string(left->size()) + " of them, the first " + left->front());
}

}  // namespace

base::Status delete_object(const S3Client& client, std::string_view key) {
  const auto reply = client.call({.method = "DELETE", .key = key});
  if (reply || reply.error().error.code == base::Code::not_found) return {};
  return base::fail_while("removing the blob " + std::string(key), reply.error().error);
}

base::Status delete_objects(const S3Client& client, const std::vector<BlobInfo>& blobs) {
  for (size_t at = 0; at < blobs.size(); at += batch_size) {
    const auto batch = Batch(blobs).subspan(at, std::min(batch_size, blobs.size() - at));
    if (auto status = together(client, batch); !status) return base::fail_while("removing blobs", status.error());
  }
  return {};
}

}  // namespace veza::blobs
