// The small parts under the server: deadlines, queues, chunks, types.
#include <boost/test/unit_test.hpp>

#include "harness.h"
#include "net/chunked.h"
#include "net/frame.h"
#include "net/gzip.h"
#include "net/mailbox.h"
#include "net/range.h"
#include "net/strand.h"
#include "net/timer_wheel.h"

using namespace veza::net;

BOOST_AUTO_TEST_SUITE(parts)

BOOST_AUTO_TEST_CASE(a_wheel_expires_each_node_once_and_never_early) {
  int64_t now = 1'000'003;
  TimerWheel wheel(now);
  struct Timed : TimerWheel::Node {
    int64_t fired = 0;
  };
  std::vector<Timed> nodes(500);
  uint32_t random = 1;
  const auto next = [&] { return random = random * 1664525 + 1013904223; };
  for (auto& node : nodes) wheel.set(node, now + next() % 200'000);
  // Some are moved earlier, some later, some cancelled.
  for (size_t i = 0; i < nodes.size(); i += 3) wheel.set(nodes[i], now + next() % 200'000);
  for (size_t i = 0; i < nodes.size(); i += 10) wheel.cancel(nodes[i]);
  const int64_t end = now + 210'000;
  while (now < end) {
    std::vector<TimerWheel::Node*> expired;
    wheel.expire(now, expired);
    for (auto* node : expired) {
      auto& timed = *static_cast<Timed*>(node);
      BOOST_TEST(timed.fired == 0);
      BOOST_TEST(timed.deadline <= now);
      timed.fired = now;
    }
    const int64_t sleep = wheel.sleep(now);
    if (sleep < 0) break;
    now += std::max<int64_t>(1, sleep);
  }
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (i % 10 == 0) {
      BOOST_TEST(nodes[i].fired == 0);
    } else {
      BOOST_TEST(nodes[i].fired - nodes[i].deadline >= 0);
      BOOST_TEST(nodes[i].fired - nodes[i].deadline <= 2 * TimerWheel::tick);
    }
  }
  BOOST_TEST(wheel.sleep(now) == -1);
}

BOOST_AUTO_TEST_CASE(a_wheel_that_overslept_expires_everything) {
  TimerWheel wheel(0);
  TimerWheel::Node near, far;
  wheel.set(near, 100);
  wheel.set(far, 10'000'000);
  std::vector<TimerWheel::Node*> expired;
  wheel.expire(5'000'000, expired);
  BOOST_TEST(expired == std::vector<TimerWheel::Node*>{&near}, boost::test_tools::per_element());
  expired.clear();
  wheel.expire(10'000'100, expired);
  BOOST_TEST(expired == std::vector<TimerWheel::Node*>{&far}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_strand_runs_in_order_one_at_a_time_and_says_when_it_is_full) {
  WorkerPool pool(4, [](std::string_view) {});
  std::atomic<int> rooms{0};
  const auto strand = std::make_shared<Strand>(pool, [&] { ++rooms; });
  std::vector<int> seen;
  std::atomic<bool> open{false};
  std::atomic<int> running{0}, overlaps{0};
  bool full = false;
  for (int i = 0; i < 200; ++i) {
    full |= !strand->post(make_task([&, i] {
      overlaps += ++running > 1 ? 1 : 0;
      while (!open) std::this_thread::yield();
      seen.push_back(i);
      --running;
    }));
  }
  open = true;
  pool.stop();
  BOOST_TEST(full);
  BOOST_TEST(rooms == 1);
  BOOST_TEST(overlaps == 0);
  BOOST_REQUIRE(seen.size() == 200U);
  for (int i = 0; i < 200; ++i) BOOST_TEST(seen[static_cast<size_t>(i)] == i);
}

BOOST_AUTO_TEST_CASE(a_pool_survives_tasks_that_throw) {
  std::atomic<int> faults{0}, done{0};
  {
    WorkerPool pool(2, [&](std::string_view) { ++faults; });
    pool.submit(make_task([] { throw std::runtime_error("x"); }));
    pool.submit(make_task([] { throw 1; }));
    pool.submit(make_task([&] { ++done; }));
  }
  BOOST_TEST(faults == 2);
  BOOST_TEST(done == 1);
}

BOOST_AUTO_TEST_CASE(a_mailbox_delivers_and_drops_after_close) {
  Mailbox mailbox;
  int runs = 0;
  mailbox.post(make_task([&] { ++runs; }));
  mailbox.post(make_task([&] { ++runs; }));
  std::vector<TaskPtr> letters;
  mailbox.take(letters);
  for (auto& letter : letters) letter->run();
  BOOST_TEST(runs == 2);
  mailbox.close();
  mailbox.post(make_task([&] { ++runs; }));
  letters.clear();
  mailbox.take(letters);
  BOOST_TEST(letters.empty());
}

BOOST_AUTO_TEST_CASE(chunks_decode_the_same_however_they_are_split) {
  const std::string coded = "5;x=y\r\nhello\r\n1\r\n \r\n00006\r\nworld!\r\n0\r\nT: v\r\n\r\nNEXT";
  for (size_t step = 1; step <= coded.size(); ++step) {
    ChunkedDecoder decoder;
    std::string body;
    size_t at = 0;
    bool done = false;
    for (size_t given = step; !done; given = std::min(coded.size(), given + step)) {
      while (at < given && !done) {
        const auto result = decoder.next(std::string_view(coded).substr(at, given - at));
        at += result.consumed;
        body += result.data;
        done = result.state == ChunkedDecoder::State::done;
        BOOST_REQUIRE(result.state != ChunkedDecoder::State::refused);
        if (result.state == ChunkedDecoder::State::more) break;
      }
    }
    BOOST_TEST(body == "hello world!");
    BOOST_TEST(coded.substr(at) == "NEXT");
  }
}

BOOST_AUTO_TEST_CASE(ranges_of_an_empty_representation_cannot_be_had) {
  BOOST_TEST((choose_ranges("bytes=0-", 0).kind == RangeAnswer::Kind::unsatisfiable));
  BOOST_TEST((choose_ranges("bytes=-5", 0).kind == RangeAnswer::Kind::unsatisfiable));
  for (const char* ignored : {"", "bytes", "bytes=", "bytes=,", "bytes=a-b", "bytes=1", "bytes=--1", "bytes=1-2-3",
                              "bytes=0x1-2", "bytes= 1 - 2", "lines=1-2", "bytes=1-2;", "bytes 1-2"}) {
    BOOST_TEST((choose_ranges(ignored, 100).kind == RangeAnswer::Kind::whole), ignored);
  }
}

BOOST_AUTO_TEST_CASE(types_worth_compressing) {
  for (const char* yes : {"text/html", "TEXT/plain; charset=utf-8", "application/json", "application/problem+json",
                          "image/svg+xml", "application/vnd.apple.mpegurl", "application/javascript"}) {
    BOOST_TEST(is_text_type(yes), yes);
  }
  for (const char* no : {"", "audio/mp4", "image/png", "application/octet-stream", "text", "application/zip"}) {
    BOOST_TEST(!is_text_type(no), no);
  }
  BOOST_TEST(!gzip("x").has_value());
}

BOOST_AUTO_TEST_CASE(frames_have_the_shortest_length_form) {
  BOOST_TEST(encode_frame(1, "ab") ==
             "\x81\x02"
             "ab");
  BOOST_TEST(encode_frame(2, std::string(125, 'a')).size() == 127U);
  BOOST_TEST(encode_frame(2, std::string(126, 'a')).size() == 130U);
  BOOST_TEST(encode_frame(2, std::string(65535, 'a')).size() == 65539U);
  BOOST_TEST(encode_frame(2, std::string(65536, 'a')).size() == 65546U);
}

BOOST_AUTO_TEST_SUITE_END()
