#include "blobs/s3_read.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "blobs/digest.h"
#include "blobs/key.h"
#include "blobs/s3_upload.h"

namespace veza::blobs {
namespace {

using base::Code;

tl::unexpected<base::Error> bad_answer(const S3Client& client, std::string_view key, const std::string& what) {
  return base::fail(Code::unavailable, "the object store (" + client.target().describe() + ") " + what +
                                           " of the blob " + std::string(key));
}

std::optional<uint64_t> count(std::string_view text) {
  const auto value = base::to_int(text);
  if (!value || *value < 0 || text.front() == '-') return std::nullopt;
  return static_cast<uint64_t>(*value);
}

// Passed on to clients, so only in the form RFC 9110 section 8.8.3 gives it.
std::string sound_etag(const std::string& etag) {
  const bool quoted =
      etag.size() >= 2 && etag.size() <= 256 && etag.front() == '"' && etag.find('"', 1) == etag.size() - 1;
  return quoted && std::all_of(etag.begin(), etag.end(), [](char c) { return c > ' ' && c < '\x7f'; }) ? etag : "";
}

}  // namespace

std::optional<ContentRange> parse_content_range(std::string_view text) {
  if (!text.starts_with("bytes ")) return std::nullopt;
  text.remove_prefix(6);
  const auto dash = text.find('-');
  const auto slash = text.find('/');
  if (dash == text.npos || slash == text.npos || dash > slash) return std::nullopt;
  const auto first = count(text.substr(0, dash));
  const auto last = count(text.substr(dash + 1, slash - dash - 1));
  const auto whole = count(text.substr(slash + 1));
  if (!first || !last || !whole || *first > *last || *last >= *whole) return std::nullopt;
  return ContentRange{*first, *last, *whole};
}

base::Result<size_t> read_range(const S3Client& client, std::string_view key, const std::string& etag, uint64_t offset,
                                char* out, size_t size) {
  if (auto status = check_key(key); !status) return base::fail(status.error());
  // No object is as large, and nothing is no range.
  if (offset > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) - size || size == 0) {
    const auto found = read_facts(client, key);
    if (!found) return base::fail(found.error());
    return size_t{0};
  }
  S3Call call{.method = "GET",
              .key = key,
              .headers = {{"range", "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + size - 1)}},
              .out = out,
              .out_size = size};
  if (!etag.empty()) call.headers.emplace_back("if-match", etag);
  const auto reply = client.call(call);
  if (!reply) {
    if (reply.error().status == 416) return size_t{0};
    return base::fail_while("reading the blob " + std::string(key), reply.error().error);
  }
  const auto length = count(reply->header("content-length"));
  if (length && *length != reply->out_used) return bad_answer(client, key, "sent another length than it said");
  const auto range = parse_content_range(reply->header("content-range"));
  if (reply->status != 206 || !range) return bad_answer(client, key, "sent no range");
  const uint64_t last = std::min(offset + size, range->whole) - 1;
  if (range->first != offset || range->last != last || reply->out_used != last - offset + 1) {
    return bad_answer(client, key, "sent another range than the one asked for");
  }
  return reply->out_used;
}

base::Result<BlobFacts> read_facts(const S3Client& client, std::string_view key) {
  if (auto status = check_key(key); !status) return base::fail(status.error());
  const auto reply = client.call({.method = "HEAD", .key = key});
  if (!reply) return base::fail(reply.error().error);
  const auto size = count(reply->header("content-length"));
  if (!size) return bad_answer(client, key, "did not say the size");
  BlobFacts facts{*size, http_time_ms(reply->header("last-modified")), sound_etag(reply->header("etag")), std::nullopt};
  if (auto sha256 = reply->header(sha256_field); is_sha256(sha256)) facts.sha256 = std::move(sha256);
  return facts;
}

}  // namespace veza::blobs
