// The malformed-HTTP table: what is sent, which status comes back, and that the connection ends where it must.
#include <boost/test/unit_test.hpp>

#include "harness.h"

using namespace veza::net;
using namespace veza::net::test;

BOOST_AUTO_TEST_SUITE(malformed)

namespace {

struct Case {
  const char* name;
  std::string bytes;
  int status;  // of the first answer; 0: closed without one
};

std::string repeat(const std::string& text, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

const std::string get_line = "GET / HTTP/1.1\r\n";
const std::string post = "POST / HTTP/1.1\r\nHost: x\r\n";
const std::string host = "Host: x\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

const Case refused[] = {
    // Request line
    {"HTTP/0.9", "GET /\r\n", 400},
    {"HTTP/0.9 with fields", "GET /\r\nHost: x\r\n\r\n", 400},
    {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: x\r\n\r\n", 505},
    {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505},
    {"lower-case version", "GET / http/1.1\r\nHost: x\r\n\r\n", 400},
    {"version without dot", "GET / HTTP/11\r\nHost: x\r\n\r\n", 400},
    {"version with more digits", "GET / HTTP/1.10\r\nHost: x\r\n\r\n", 400},
    {"two spaces before the version", "GET /  HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"two spaces before the target", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"leading space", " GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"trailing space", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n", 400},
    {"tab as separator", "GET\t/\tHTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"space in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"method with a colon", "GE:T / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"method too long", repeat("G", 33) + " / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"only line breaks", "\r\n\r\n", 400},
    {"TLS on the plain port", std::string("\x16\x03\x01\x02\x00\x01\x00\x01", 8), 400},
    {"random bytes", std::string("\xff\xfe\x00\x01\r\n\r\n", 8), 400},
    {"target without slash", "GET foo HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"CONNECT authority", "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", 400},
    {"asterisk with GET", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"fragment in the target", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"raw UTF-8 in the target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"bad escape", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"cut escape", "GET /%4 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"escaped NUL", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"escaped line break", "GET /%0d%0a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"overlong UTF-8 slash", "GET /%c0%af HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"climbing above the root", "GET /a/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"climbing with escaped dots", "GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"absolute-form for another host", "GET http://evil/ HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"absolute-form with userinfo", "GET http://u@x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"absolute-form of another scheme", "GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"target too long", "GET /" + repeat("a", 9000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414},
    {"endless target", "GET /" + repeat("a", 20000), 414},
    // Line ends and field lines
    {"bare LF in the request line", "GET / HTTP/1.1\nHost: x\n\n", 400},
    {"bare LF after a field", get_line + "Host: x\n\r\n", 400},
    {"bare LF as the empty line", get_line + "Host: x\r\n\n", 400},
    {"bare CR in a value", get_line + host + "A: b\rc\r\n\r\n", 400},
    {"CR before CRLF", get_line + "Host: x\r\r\n\r\n", 400},
    {"NUL in a value", get_line + host + std::string("A: b\0c\r\n\r\n", 10), 400},
    {"NUL in a name", get_line + host + std::string("A\0: b\r\n\r\n", 9), 400},
    {"vertical tab in a value", get_line + host + "A: b\vc\r\n\r\n", 400},
    {"DEL in a value", get_line + host + "A: b\x7f\r\n\r\n", 400},
    {"folded line", get_line + host + "A: b\r\n c\r\n\r\n", 400},
    {"folded first line", get_line + " Host: x\r\n\r\n", 400},
    {"tab-folded line", get_line + host + "A: b\r\n\tc\r\n\r\n", 400},
    {"space before the colon", get_line + host + "A : b\r\n\r\n", 400},
    {"no colon", get_line + host + "nonsense\r\n\r\n", 400},
    {"empty name", get_line + host + ": b\r\n\r\n", 400},
    {"name with a slash", get_line + host + "A/B: c\r\n\r\n", 400},
    {"name with UTF-8", get_line + host + "\xc3\xa9: c\r\n\r\n", 400},
    {"field line too long", get_line + host + "A: " + repeat("b", 9000) + "\r\n\r\n", 431},
    {"endless field line", get_line + host + "A: " + repeat("b", 9000), 431},
    {"head too large", get_line + host + repeat("A: " + repeat("b", 1000) + "\r\n", 20) + "\r\n", 431},
    {"too many fields", get_line + host + repeat("A: b\r\n", 101) + "\r\n", 431},
    // Host
    {"no Host", get_line + "\r\n", 400},
    {"two Hosts", get_line + "Host: x\r\nHost: x\r\n\r\n", 400},
    {"two different Hosts", get_line + "Host: x\r\nhost: y\r\n\r\n", 400},
    {"empty Host", get_line + "Host:\r\n\r\n", 400},
    {"Host with a path", get_line + "Host: x/y\r\n\r\n", 400},
    {"Host with userinfo", get_line + "Host: u@x\r\n\r\n", 400},
    {"Host list", get_line + "Host: x, y\r\n\r\n", 400},
    {"Host with a port that is none", get_line + "Host: x:99999\r\n\r\n", 400},
    {"Host with letters for a port", get_line + "Host: x:http\r\n\r\n", 400},
    {"Host with half an IPv6 address", get_line + "Host: [::1\r\n\r\n", 400},
    // Where the body ends: request smuggling
    {"CL.TE", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, 400},
    {"TE.CL", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled, 400},
    {"TE.TE", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n" + smuggled, 400},
    {"TE twice chunked", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"TE chunked, chunked", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 501},
    {"TE identity", post + "Transfer-Encoding: identity\r\n\r\n" + smuggled, 501},
    {"TE gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
    {"TE xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
    {"TE chunked;q=1", post + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", 501},
    {"TE quoted", post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 501},
    {"TE empty", post + "Transfer-Encoding:\r\n\r\n" + smuggled, 501},
    {"TE with vertical tab", post + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n", 400},
    {"TE name with space", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400},
    {"TE folded", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
    {"TE under HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"CL twice, different", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
    {"CL twice, the same", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400},
    {"CL list", post + "Content-Length: 1, 1\r\n\r\na", 400},
    {"CL negative", post + "Content-Length: -1\r\n\r\n", 400},
    {"CL with a plus", post + "Content-Length: +1\r\n\r\na", 400},
    {"CL in hex", post + "Content-Length: 0x1\r\n\r\na", 400},
    {"CL with a blank inside", post + "Content-Length: 1 2\r\n\r\n", 400},
    {"CL empty", post + "Content-Length:\r\n\r\n", 400},
    {"CL overflowing", post + "Content-Length: 18446744073709551617\r\n\r\na", 400},
    {"CL over the limit", post + "Content-Length: 99999999\r\n\r\n", 413},
    {"unknown expectation", post + "Expect: 200-ok\r\nContent-Length: 1\r\n\r\na", 417},
    // Chunks
    {"chunk size not hex", chunked + "g\r\na\r\n0\r\n\r\n", 400},
    {"chunk size empty", chunked + "\r\na\r\n0\r\n\r\n", 400},
    {"chunk size negative", chunked + "-1\r\na\r\n0\r\n\r\n", 400},
    {"chunk size with 0x", chunked + "0x1\r\na\r\n0\r\n\r\n", 400},
    {"chunk size with a plus", chunked + "+1\r\na\r\n0\r\n\r\n", 400},
    {"chunk size with a space", chunked + "1 \r\na\r\n0\r\n\r\n", 400},
    {"chunk size with an underscore", chunked + "1_0\r\na\r\n0\r\n\r\n", 400},
    {"chunk size overflowing", chunked + "10000000000000001\r\na\r\n0\r\n\r\n", 400},
    {"chunk size over the limit", chunked + "ffffffffff\r\n" + repeat("a", 1100000), 413},
    {"chunk size with bare LF", chunked + "1\na\r\n0\r\n\r\n", 400},
    {"chunk size with bare CR", chunked + "1\ra\r\n0\r\n\r\n", 400},
    {"chunk data too long", chunked + "1\r\nab\r\n0\r\n\r\n", 400},
    {"chunk data without CRLF", chunked + "1\r\na0\r\n\r\n", 400},
    {"chunk data with LF", chunked + "1\r\na\n0\r\n\r\n", 400},
    {"chunk extension flood", chunked + "1;" + repeat("a", 5000) + "\r\na\r\n0\r\n\r\n", 400},
    {"chunk extension flood over chunks", chunked + repeat("1;abcdefgh\r\na\r\n", 600) + "0\r\n\r\n", 400},
    {"chunk extension with control character", chunked + "1;a=\x01\r\na\r\n0\r\n\r\n", 400},
    {"trailer without a name", chunked + "0\r\n: a\r\n\r\n", 400},
    {"trailer folded", chunked + "0\r\nA: b\r\n c\r\n\r\n", 400},
    {"trailer with bare LF", chunked + "0\r\nA: b\n\r\n", 400},
    {"trailer flood", chunked + "0\r\n" + repeat("A: " + repeat("b", 500) + "\r\n", 20) + "\r\n", 400},
};

// Odd, but legal: each must be served, and the connection must still be in step for the request after it.
const Case served[] = {
    {"an empty line first", "\r\n" + get_line + host + "\r\n", 200},
    {"obs-text in a value", get_line + host + "A: \xe9\r\n\r\n", 200},
    {"an empty value", get_line + host + "A:\r\n\r\n", 200},
    {"blanks around a value", get_line + host + "A: \t b \t\r\n\r\n", 200},
    {"a name of symbols", get_line + host + "!#$%&'*+-.^_`|~: b\r\n\r\n", 200},
    {"absolute-form for this host", "GET http://X/p HTTP/1.1\r\nHost: x\r\n\r\n", 200},
    {"asterisk with OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 200},
    {"IPv6 host", get_line + "Host: [::1]:8080\r\n\r\n", 200},
    {"an unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 200},
    {"GET with a body", get_line + host + "Content-Length: 3\r\n\r\nabc", 200},
    {"TE in capitals", post + "Transfer-Encoding: CHUNKED\r\n\r\n1\r\na\r\n0\r\n\r\n", 200},
    {"chunk extensions", chunked + "1;a=b;c=\"d\"\r\na\r\n0;x\r\n\r\n", 200},
    {"leading zeros", chunked + "0001\r\na\r\n000\r\n\r\n", 200},
    {"trailers", chunked + "1\r\na\r\n0\r\nA: b\r\nC: d\r\n\r\n", 200},
    {"Content-Length with zeros", post + "Content-Length: 0003\r\n\r\nabc", 200},
    {"an RFC 2047 word", get_line + host + "A: =?utf-8?Q?x=0D=0ASet-Cookie:_y?=\r\n\r\n", 200},
    {"a Range of nonsense", get_line + host + "Range: apples=1-2\r\n\r\n", 200},
    {"a Range upside down", get_line + host + "Range: bytes=5-2\r\n\r\n", 200},
    {"a Range without numbers", get_line + host + "Range: bytes=-\r\n\r\n", 200},
    {"a Range overflowing", get_line + host + "Range: bytes=0-99999999999999999999\r\n\r\n", 206},
    {"a Range beyond the end", get_line + host + "Range: bytes=900-\r\n\r\n", 416},
    {"a Range of the last nothing", get_line + host + "Range: bytes=-0\r\n\r\n", 416},
    {"a flood of Ranges", get_line + host + "Range: bytes=" + repeat("0-0,", 40) + "1-1\r\n\r\n", 200},
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(each_is_refused_with_its_status_and_the_connection_closed, Fixture) {
  std::atomic<int> handled{0};
  hooks.handle = [&](Request&&) {
    ++handled;
    return Response::text(200, "ok");
  };
  config.limits.body_bytes = 1U << 20;
  const auto serving = start();
  for (const Case& one : refused) {
    BOOST_TEST_CONTEXT(one.name) {
      Client client = connect();
      client.send(one.bytes);
      BOOST_TEST(client.answer().status == one.status);
      // Nothing that follows is taken for a request.
      BOOST_TEST(client.read_to_end() == "");
    }
  }
  BOOST_TEST(handled == 0);
}

BOOST_FIXTURE_TEST_CASE(each_split_into_single_bytes_gives_the_same_status, Fixture) {
  const auto serving = start();
  for (const Case& one : refused) {
    if (one.bytes.size() > 200) continue;
    BOOST_TEST_CONTEXT(one.name) {
      Client client = connect();
      for (const char c : one.bytes) client.send(std::string_view(&c, 1));
      BOOST_TEST(client.answer().status == one.status);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(what_is_odd_but_legal_is_served_and_the_connection_stays_in_step, Fixture) {
  const auto serving = start();
  for (const Case& one : served) {
    BOOST_TEST_CONTEXT(one.name) {
      Client client = connect();
      client.send(one.bytes + "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      BOOST_TEST(client.answer().status == one.status);
      BOOST_TEST(client.answer().body == "path=/next");
      BOOST_TEST(client.closed_by_server());
    }
  }
}

BOOST_FIXTURE_TEST_CASE(garbage_after_a_valid_request_is_answered_in_order, Fixture) {
  const auto serving = start();
  Client client = connect();
  client.send(get_line + host + "\r\n\x01\x02 garbage\r\n\r\n" + smuggled);
  BOOST_TEST(client.answer().status == 200);
  BOOST_TEST(client.answer().status == 400);
  BOOST_TEST(client.read_to_end() == "");
}

BOOST_FIXTURE_TEST_CASE(header_values_reach_the_handler_as_they_were_checked, Fixture) {
  hooks.handle = [](Request&& request) { return Response::text(200, std::string(request.header("A"))); };
  const auto serving = start();
  // POCO's own parser would have decoded this word into CR LF.
  BOOST_TEST(get("/", "A: =?utf-8?Q?x=0D=0Ay?=\r\n").body == "=?utf-8?Q?x=0D=0Ay?=");
}

BOOST_AUTO_TEST_SUITE_END()
