#include "net/outgoing.h"

#include <unistd.h>

#include "base/crypto.h"
#include "base/text.h"
#include "net/gzip.h"
#include "net/gzip_cache.h"
#include "net/range.h"
#include "net/response_head.h"
#include "net/syntax.h"

namespace veza::net {

namespace {

constexpr size_t smallest_gzip = 1024;
constexpr size_t largest_gzip_inline = 64U << 10;
constexpr size_t largest_gzip_memory = 4U << 20;
constexpr size_t largest_gzip_file = 1U << 20;
constexpr size_t joined_body = 32U << 10;  // copied behind the head: one write, one buffer

std::string_view memory_of(const ResponseBody& body) {
  if (const auto* text = std::get_if<std::string>(&body)) return *text;
  if (const auto* shared = std::get_if<SharedText>(&body); shared && *shared) return **shared;
  return {};
}

std::string read_whole(const FileBody& file) {
  std::string data(file.size, '\0');
  size_t at = 0;
  while (at < data.size()) {
    const ssize_t n =
        ::pread(file.file->get(), data.data() + at, data.size() - at, static_cast<off_t>(file.offset + at));
    if (n <= 0) return {};
    at += static_cast<size_t>(n);
  }
  return data;
}

bool compressible(const Response& response) {
  const auto size = known_size(response.body);
  return size && *size >= smallest_gzip && !std::holds_alternative<PullBody>(response.body) &&
         !response.headers.has("Content-Encoding") && is_text_type(response.headers.get("Content-Type", ""));
}

void add_vary(Headers& headers) {
  const std::string vary = headers.get("Vary", "");
  headers.set("Vary", vary.empty() ? "Accept-Encoding" : vary + ", Accept-Encoding");
}

void compress(Response& response, bool may_block, GzipCache* kept) {
  SharedText packed;
  const auto share = [](std::optional<std::string> text) {
    return text ? std::make_shared<const std::string>(std::move(*text)) : nullptr;
  };
  if (const auto* file = std::get_if<FileBody>(&response.body)) {
    if (!may_block || file->size > largest_gzip_file) return;
    const auto pack = [file]() -> std::optional<std::string> {
      const std::string plain = read_whole(*file);
      return plain.size() == file->size ? gzip(plain) : std::nullopt;
    };
    packed = kept ? kept->of_file(*file, pack) : share(pack());
  } else {
    const std::string_view plain = memory_of(response.body);
    if (plain.size() <= (may_block ? largest_gzip_memory : largest_gzip_inline)) packed = share(gzip(plain));
  }
  if (!packed) return;
  response.body = std::move(packed);
  response.headers.set("Content-Encoding", "gzip");
  const std::string etag = response.headers.get("ETag", "");
  if (!etag.empty() && etag.compare(0, 2, "W/") != 0) response.headers.set("ETag", "W/" + etag);
}

bool seekable(const ResponseBody& body) {
  const auto* pull = std::get_if<PullBody>(&body);
  return !std::holds_alternative<std::monostate>(body) && (!pull || (pull->size && pull->seek));
}

// The body as segments that a range can be cut from.
Segment whole_segment(ResponseBody&& body) {
  const uint64_t size = known_size(body).value_or(Segment::until_end);
  if (auto* file = std::get_if<FileBody>(&body)) return {std::move(file->file), file->offset, size};
  if (auto* pull = std::get_if<PullBody>(&body)) return {std::make_shared<PullBody>(std::move(*pull)), 0, size};
  if (auto* shared = std::get_if<SharedText>(&body)) return {std::move(*shared), 0, size};
  return {std::make_shared<const std::string>(std::move(std::get<std::string>(body))), 0, size};
}

Segment text_segment(std::string text) {
  const uint64_t size = text.size();
  return {std::make_shared<const std::string>(std::move(text)), 0, size};
}

Segment cut(const Segment& whole, const ByteRange& range) {
  Segment part = whole;
  part.offset += range.first;
  part.size = range.size;
  return part;
}

// Turns the response into a 206 and returns its body, or into a 416.
std::vector<Segment> cut_ranges(Response& response, const RangeAnswer& answer, uint64_t size) {
  std::vector<Segment> segments;
  if (answer.kind == RangeAnswer::Kind::unsatisfiable) {
    response.status = 416;
    response.headers.set("Content-Range", "bytes */" + std::to_string(size));
    response.headers.erase("Content-Type");
    response.body = std::monostate();
    return segments;
  }
  response.status = 206;
  const Segment whole = whole_segment(std::move(response.body));
  response.body = std::monostate();
  if (answer.ranges.size() == 1) {
    response.headers.set("Content-Range", content_range(answer.ranges[0], size));
    segments.push_back(cut(whole, answer.ranges[0]));
    return segments;
  }
  const std::string boundary = base::random_token(18);
  const std::string type = response.headers.get("Content-Type", "application/octet-stream");
  for (const ByteRange& range : answer.ranges) {
    segments.push_back(text_segment("\r\n--" + boundary + "\r\nContent-Type: " + type +
                                    "\r\nContent-Range: " + content_range(range, size) + "\r\n\r\n"));
    segments.push_back(cut(whole, range));
  }
  segments.push_back(text_segment("\r\n--" + boundary + "--\r\n"));
  response.headers.set("Content-Type", "multipart/byteranges; boundary=" + boundary);
  return segments;
}

void refuse_fault(Response& response, std::string& fault, std::string sentence) {
  fault = std::move(sentence);
  response = Response::text(500, "The server could not build its response.\n");
}

void check_headers(Response& response, std::string& fault) {
  for (const auto& [name, value] : response.headers) {
    if (is_token(name) && is_field_value(value)) continue;
    return refuse_fault(response, fault, "a handler set an invalid header field \"" + name + "\"");
  }
  if (response.status < 200 && !(response.status == 101 && response.upgrade)) {
    refuse_fault(response, fault, "a handler answered with status " + std::to_string(response.status));
  }
}

std::vector<Segment> choose_representation(Response& response, const ExchangeFacts& facts) {
  const bool read = facts.conditions.get || facts.conditions.head;
  const bool squeezable = compressible(response);
  if (squeezable) add_vary(response.headers);
  if (read && response.status == 200) {
    const std::string etag = response.headers.get("ETag", "");
    const std::string modified = response.headers.get("Last-Modified", "");
    const Verdict verdict = evaluate(facts.conditions, etag, modified);
    if (verdict != Verdict::proceed) {
      response.status = verdict == Verdict::failed ? 412 : 304;
      response.body = std::monostate();
      response.headers.erase("Content-Type");
      response.headers.erase("Content-Encoding");
      return {};
    }
    if (seekable(response.body)) {
      if (!std::holds_alternative<std::string>(response.body)) response.headers.set("Accept-Ranges", "bytes");
      if (range_applies(facts.conditions, etag, modified)) {
        const uint64_t size = *known_size(response.body);
        const RangeAnswer answer = choose_ranges(*facts.conditions.range, size);
        if (answer.kind != RangeAnswer::Kind::whole) return cut_ranges(response, answer, size);
      }
    }
  }
  if (squeezable && facts.conditions.accepts_gzip) compress(response, facts.may_block, facts.packed);
  return {};
}

}  // namespace

Outgoing prepare(Response&& response, const ExchangeFacts& facts, int64_t now_seconds, std::string& fault) {
  check_headers(response, fault);
  Outgoing out;
  const int status_of_handler = response.status;
  const auto whole_size = known_size(response.body);
  out.segments = choose_representation(response, facts);
  out.status = response.status;
  out.upgrade = std::move(response.upgrade);
  out.close = response.close || !facts.keep_alive;
  out.request_id = response.headers.get("X-Request-Id", "");
  out.refused = (out.status == 412 || out.status == 416) && status_of_handler == 200;
  if (out.status == 416) out.unsatisfied_size = whole_size;

  const bool bodiless = out.status == 101 || out.status == 204 || out.status == 304;
  std::optional<uint64_t> size = out.segments.empty() ? known_size(response.body) : std::optional<uint64_t>(0);
  for (const Segment& segment : out.segments) *size += segment.size;
  out.chunked = !bodiless && !size && !facts.http_1_0;
  if (!size && facts.http_1_0) out.close = true;

  const std::string_view memory = memory_of(response.body);
  const bool joined = !memory.empty() && memory.size() <= joined_body;
  out.head.reserve(384 + (response.rendered_fields ? response.rendered_fields->size() : 0) +
                   (joined ? memory.size() : 0));
  write_head(
      {out.status, response.headers, now_seconds, bodiless ? std::nullopt : size, out.chunked, out.close,
       facts.http_1_0, response.rendered_fields ? std::string_view(*response.rendered_fields) : std::string_view()},
      out.head);
  out.head_size = out.head.size();
  if (bodiless || facts.conditions.head) {
    out.segments.clear();
    out.chunked = false;
    return out;
  }
  if (joined) {
    out.head.append(memory);
  } else if (out.segments.empty() && size != 0) {
    out.segments.push_back(whole_segment(std::move(response.body)));
  }
  return out;
}

}  // namespace veza::net
