#include "http/access_log.h"

#include <boost/test/unit_test.hpp>

#include "support.h"

using namespace veza;
using namespace veza::http;

BOOST_AUTO_TEST_SUITE(access_log)

BOOST_AUTO_TEST_CASE(a_line_tells_who_asked_what) {
  Exchange exchange;
  exchange.request_id = "req-1";
  exchange.client.ip = "203.0.113.9";
  exchange.auth.principal = test::principal("ada", {});
  net::AccessRecord record;
  record.method = "GET";
  record.target = "/a?token=secret";
  record.peer = "10.0.0.1";
  record.status = 206;
  record.bytes = 77;
  record.duration_us = 1500;
  const auto fields = access_fields(record, &exchange);
  BOOST_TEST(fields == base::Json::parse(R"({"method":"GET","path":"/a","status":206,"bytes":77,"duration_ms":1.5,
    "client_ip":"203.0.113.9","request_id":"req-1","user_id":"id-ada"})"));
  record.complete = false;
  record.request_id = "other";
  const auto bare = access_fields(record, nullptr);
  BOOST_TEST(bare["client_ip"] == "10.0.0.1");
  BOOST_TEST(bare["request_id"] == "other");
  BOOST_TEST(bare["incomplete"] == true);
}

BOOST_AUTO_TEST_SUITE_END()
