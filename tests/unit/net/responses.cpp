// Response values over the wire: bodies of every kind, HEAD, ranges, conditions, gzip.
#include <zlib.h>

#include <boost/test/unit_test.hpp>

#include "harness.h"
#include "net/conditional.h"
#include "net/range.h"

using namespace veza::net;
using namespace veza::net::test;

BOOST_AUTO_TEST_SUITE(responses)

namespace {

constexpr size_t file_size = 3'000'000;

// /file, /shared, /seekable: the same pattern; /pull: without a size; /text: 20 kB of text.
struct Bodies : Fixture {
  Bodies() {
    hooks.admit = [](const Request& request) {
      Admission admission;
      if (request.query() == "inline") admission.dispatch = Dispatch::inline_;
      return admission;
    };
    hooks.handle = [this](Request&& request) { return respond(request); };
    running_.emplace(start());
  }

  Response respond(const Request& request) const {
    Response response;
    if (request.path == "/file") response = Response::file({file, file_size, 0}, "audio/mp4");
    if (request.path == "/part") response = Response::file({file, 1000, 500}, "audio/mp4");
    if (request.path == "/shared") response = Response::shared(200, shared, "audio/mp4");
    if (request.path == "/text") response = Response::text(200, text());
    if (request.path == "/empty") response = Response::text(200, "");
    if (request.path == "/pull" || request.path == "/seekable" || request.path == "/short") {
      response = Response::pull(stream(request.path), "audio/mp4");
    }
    return response.set("ETag", "\"v1\"").set("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
  }

  PullBody stream(const std::string& path) const {
    auto at = std::make_shared<size_t>(0);
    PullBody pull;
    pull.next = [at, bytes = shared, path](char* buffer, size_t capacity) -> veza::base::Result<size_t> {
      if (path == "/short" && *at > 100'000) return size_t{0};
      const size_t size = bytes->copy(buffer, std::min<size_t>(capacity, 50'000), *at);
      *at += size;
      return size;
    };
    if (path != "/pull") pull.size = file_size;
    if (path == "/seekable") {
      pull.seek = [at](uint64_t offset) -> veza::base::Status {
        *at = offset;
        return {};
      };
    }
    return pull;
  }

  static std::string text() {
    std::string lines;
    for (int i = 0; lines.size() < 20'000; ++i) lines += "line " + std::to_string(i) + "\n";
    return lines;
  }

  std::shared_ptr<const veza::base::Fd> file = pattern_file(file_size);
  SharedText shared = std::make_shared<const std::string>(pattern(file_size));

 private:
  std::optional<Running> running_;  // last, so that the server stops first
};

std::string gunzip(const std::string& packed) {
  std::string plain(1U << 20, '\0');
  z_stream stream{};
  BOOST_REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  BOOST_TEST(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(each_kind_of_body_arrives_whole, Bodies) {
  for (const char* path :
       {"/file", "/shared", "/seekable", "/pull", "/file?inline", "/shared?inline", "/pull?inline"}) {
    const Answer answer = get(path);
    BOOST_TEST(answer.complete, path);
    BOOST_TEST((answer.body == *shared), path);
  }
  BOOST_TEST((get("/part").body == shared->substr(500, 1000)));
  BOOST_TEST(get("/pull").field("transfer-encoding") == "chunked");
  BOOST_TEST(get("/empty").field("content-length") == "0");
}

BOOST_FIXTURE_TEST_CASE(a_stream_without_size_ends_with_the_connection_under_http_1_0, Bodies) {
  Client client = connect();
  const Answer answer = client.send("GET /pull HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").answer();
  BOOST_TEST((answer.body == *shared));
  BOOST_TEST(answer.field("connection") == "close");
}

BOOST_FIXTURE_TEST_CASE(a_stream_that_ends_early_cuts_the_connection, Bodies) {
  const Answer answer = get("/short");
  BOOST_TEST(!answer.complete);
  BOOST_TEST(eventually([&] { return faults.with([](auto& list) { return !list.empty(); }); }));
}

BOOST_FIXTURE_TEST_CASE(head_has_the_fields_and_no_body, Bodies) {
  for (const char* path : {"/file", "/shared", "/text", "/seekable"}) {
    Client client = connect();
    client.send("HEAD " + std::string(path) +
                " HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\n\r\nGET /empty HTTP/1.1\r\nHost: x\r\n\r\n");
    const Answer head = client.answer(true);
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.field("content-length") ==
               (std::string(path) == "/text" ? std::to_string(text().size()) : std::to_string(file_size)));
    BOOST_TEST(client.answer().status == 200);
  }
}

BOOST_FIXTURE_TEST_CASE(single_ranges, Bodies) {
  struct Case {
    const char* range;
    size_t first, size;
  };
  const Case cases[] = {{"bytes=0-0", 0, 1},
                        {"bytes=0-99", 0, 100},
                        {"BYTES=100-199", 100, 100},
                        {"bytes=2999990-", 2'999'990, 10},
                        {"bytes=2999990-9999999", 2'999'990, 10},
                        {"bytes=-7", file_size - 7, 7},
                        {"bytes=-99999999", 0, file_size},
                        {"bytes=5000000-, 3-5", 3, 3}};
  for (const char* path : {"/file", "/shared", "/seekable", "/file?inline"}) {
    for (const Case& one : cases) {
      const Answer answer = get(path, "Range: " + std::string(one.range) + "\r\n");
      BOOST_TEST(answer.status == 206, one.range);
      BOOST_TEST((answer.body == shared->substr(one.first, one.size)), one.range);
      BOOST_TEST(answer.field("content-range") == content_range({one.first, one.size}, file_size));
    }
  }
  const Answer beyond = get("/file", "Range: bytes=3000000-\r\n");
  BOOST_TEST(beyond.status == 416);
  BOOST_TEST(beyond.field("content-range") == "bytes */3000000");
  BOOST_TEST((get("/part", "Range: bytes=10-19\r\n").body == shared->substr(510, 10)));
  BOOST_TEST(get("/pull", "Range: bytes=0-9\r\n").status == 200);
}

BOOST_FIXTURE_TEST_CASE(several_ranges_become_multipart_byteranges, Bodies) {
  for (const char* path : {"/file", "/shared", "/seekable"}) {
    const Answer answer = get(path, "Range: bytes=0-3,1000-1004, -2\r\n");
    BOOST_TEST(answer.status == 206);
    const std::string type = answer.field("content-type");
    const std::string boundary = type.substr(type.find('=') + 1);
    std::string expected;
    for (const ByteRange& range : {ByteRange{0, 4}, ByteRange{1000, 5}, ByteRange{file_size - 2, 2}}) {
      expected += "\r\n--" + boundary +
                  "\r\nContent-Type: audio/mp4\r\nContent-Range: " + content_range(range, file_size) + "\r\n\r\n" +
                  shared->substr(range.first, range.size);
    }
    expected += "\r\n--" + boundary + "--\r\n";
    BOOST_TEST(answer.complete);
    BOOST_TEST((answer.body == expected), path);
  }
  // Overlapping ranges that add up to more than the whole are not honoured.
  BOOST_TEST(get("/file", "Range: bytes=0-,0-,0-\r\n").status == 200);
}

BOOST_FIXTURE_TEST_CASE(if_range_decides_between_part_and_whole, Bodies) {
  const std::string range = "Range: bytes=0-9\r\nIf-Range: ";
  BOOST_TEST(get("/file", range + "\"v1\"\r\n").status == 206);
  BOOST_TEST(get("/file", range + "Sun, 06 Nov 1994 08:49:37 GMT\r\n").status == 206);
  for (const char* stale : {"\"v2\"", "W/\"v1\"", "Sun, 06 Nov 1994 08:49:38 GMT", "nonsense"}) {
    BOOST_TEST(get("/file", range + stale + "\r\n").status == 200, stale);
  }
}

BOOST_FIXTURE_TEST_CASE(conditions_in_the_order_of_the_rfc, Bodies) {
  const std::pair<const char*, int> cases[] = {
      {"If-None-Match: \"v1\"\r\n", 304},
      {"If-None-Match: W/\"v1\"\r\n", 304},
      {"If-None-Match: \"a,b\", \"v1\"\r\n", 304},
      {"If-None-Match: \"a\"\r\nIf-None-Match: \"v1\"\r\n", 304},
      {"If-None-Match: *\r\n", 304},
      {"If-None-Match: \"v2\"\r\n", 200},
      {"If-None-Match: v1\r\n", 200},
      {"If-None-Match: \"v1\r\n", 200},
      {"If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 304},
      {"If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\r\n", 304},
      {"If-Modified-Since: Sun Nov  6 08:49:37 1994\r\n", 304},
      {"If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 200},
      {"If-Modified-Since: yesterday\r\n", 200},
      {"If-None-Match: \"v2\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 200},
      {"If-Match: \"v1\"\r\n", 200},
      {"If-Match: *\r\n", 200},
      {"If-Match: \"v2\"\r\n", 412},
      {"If-Match: W/\"v1\"\r\n", 412},
      {"If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 412},
      {"If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 200},
      {"If-Match: \"v1\"\r\nIf-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 200},
      {"If-None-Match: \"v1\"\r\nRange: bytes=0-9\r\n", 304},
      {"If-Match: \"v2\"\r\nRange: bytes=0-9\r\n", 412},
  };
  for (const auto& [fields, status] : cases) {
    const Answer answer = get("/shared", fields);
    BOOST_TEST(answer.status == status, fields);
    if (status == 304) BOOST_TEST(answer.field("etag") == "\"v1\"");
  }
}

BOOST_FIXTURE_TEST_CASE(text_is_compressed_for_those_who_accept_it, Bodies) {
  for (const char* path : {"/text", "/text?inline"}) {
    const Answer packed = get(path, "Accept-Encoding: br, gzip\r\n");
    BOOST_TEST(packed.field("content-encoding") == "gzip");
    BOOST_TEST(packed.field("vary") == "Accept-Encoding");
    BOOST_TEST(packed.field("etag") == "W/\"v1\"");
    BOOST_TEST(packed.body.size() < 10'000U);
    BOOST_TEST((gunzip(packed.body) == text()));
  }
  const Answer plain = get("/text", "Accept-Encoding: gzip;q=0\r\n");
  BOOST_TEST((plain.body == text()));
  BOOST_TEST(plain.field("vary") == "Accept-Encoding");
  BOOST_TEST(!get("/file", "Accept-Encoding: gzip\r\n").fields.count("content-encoding"));
  BOOST_TEST(!get("/empty", "Accept-Encoding: gzip\r\n").fields.count("content-encoding"));
  BOOST_TEST(get("/text", "Accept-Encoding: gzip\r\nIf-None-Match: W/\"v1\"\r\n").status == 304);
  const Answer part = get("/text", "Accept-Encoding: gzip\r\nRange: bytes=0-9\r\n");
  BOOST_TEST(part.status == 206);
  BOOST_TEST(part.body == text().substr(0, 10));
}

BOOST_AUTO_TEST_CASE(accept_encoding_forms) {
  for (const char* yes : {"gzip", "GZIP", "br,gzip", "gzip;q=0.1", "gzip ; q=1", "*", "x-gzip", "identity, gzip"}) {
    BOOST_TEST(accepts_gzip(yes), yes);
  }
  for (const char* no : {"", "br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "*, gzip;q=0", "identity", "gzipped"}) {
    BOOST_TEST(!accepts_gzip(no), no);
  }
}

BOOST_AUTO_TEST_CASE(dates_round_trip) {
  for (const int64_t second : {int64_t{0}, int64_t{784111777}, int64_t{951782400}, int64_t{4102444799}}) {
    BOOST_TEST(parse_http_date(http_date(second)).value() == second);
  }
  BOOST_TEST(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  for (const char* bad : {"", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 25:49:37 GMT", "784111777"}) {
    BOOST_TEST(!parse_http_date(bad).has_value(), bad);
  }
}

BOOST_AUTO_TEST_SUITE_END()
