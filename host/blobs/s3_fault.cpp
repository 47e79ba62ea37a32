#include "blobs/s3_fault.h"

#include <algorithm>

namespace veza::blobs {
namespace {

using base::Code;

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// A region as a server says it: shown only when it looks like one.
std::string region_of(const HttpReply& reply, const S3Fault& fault) {
  const std::string region = fault.region.empty() ? reply.header("x-amz-bucket-region") : fault.region;
  const bool sound = !region.empty() && region.size() <= 64 && std::all_of(region.begin(), region.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  return sound ? region : "";
}

}  // namespace

bool is_passing(int status, const S3Fault& fault) {
  if (is_one_of(fault.code, {"XMinioStorageFull", "NotImplemented", "QuotaExceeded"})) return false;
  if (is_one_of(fault.code, {"SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "OperationAborted",
                             "BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch"})) {
    return true;
  }
  return status == 500 || status == 502 || status == 503 || status == 504 || status == 429 || status == 408;
}

base::Error explain(const S3Target& target, std::string_view key, const HttpReply& reply, const S3Fault& fault) {
  const std::string store = "the object store (" + target.describe() + ")";
  const std::string answered =
      " answered " + std::to_string(reply.status) + (fault.code.empty() ? "" : " " + fault.code);
  const std::string because = fault.message.empty() ? "" : " (" + fault.message + ")";
  const std::string region = region_of(reply, fault);
  if (is_one_of(fault.code, {"RequestTimeTooSkewed", "RequestExpired"})) {
    return {Code::unavailable, store + " says this machine's clock is wrong: set it (NTP) and try again"};
  }
  if (reply.status == 301 || reply.status == 307 || reply.status == 308 || fault.code == "PermanentRedirect" ||
      (reply.status == 400 && !region.empty() && region != target.region)) {
    return {Code::unavailable, store + answered + ": the bucket is elsewhere; set region=" +
                                   (region.empty() ? "…" : region) + " (and the endpoint) in blobs.url"};
  }
  if (fault.code == "NoSuchBucket") {
    return {Code::unavailable,
            "there is no bucket " + target.bucket + " at " + target.host + ": make it, or mend blobs.url"};
  }
  if (reply.status == 401 || reply.status == 403) {
    return {Code::forbidden,
            store + " refused the keys: it" + answered + because +
                "; check blobs.access_key, blobs.secret_key, what they may do, and this machine's clock"};
  }
  if (reply.status == 404 && fault.code != "NoSuchUpload") {
    if (key.empty()) {
      return {Code::unavailable, store + answered + ": check the bucket and the endpoint in blobs.url"};
    }
    return {Code::not_found, "there is no blob " + std::string(key)};
  }
  if (reply.status == 412) return {Code::conflict, "the blob " + std::string(key) + " was replaced meanwhile"};
  if (fault.code == "EntityTooLarge" || reply.status == 413) {
    return {Code::too_large, store + answered + because + ": the blob is larger than it takes"};
  }
  if (reply.status == 507 || is_one_of(fault.code, {"XMinioStorageFull", "QuotaExceeded"})) {
    return {Code::unavailable, store + " is full" + because};
  }
  if (reply.status == 429 || reply.status >= 500 || is_passing(reply.status, fault)) {
    return {Code::unavailable, store + answered + because};
  }
  return {Code::internal, store + answered + because};
}

}  // namespace veza::blobs
