// Whoever logs never waits for whoever reads.
#include "base/log_queue.h"

#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "base/text.h"

using namespace veza::base;

namespace {

struct Pipe {
  Pipe() { BOOST_REQUIRE(::pipe(ends.data()) == 0); }
  ~Pipe() {
    end_writing();
    ::close(ends[0]);
  }
  void end_writing() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
  std::string read_all() const {
    std::string all;
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
      all.append(buffer.data(), static_cast<size_t>(n));
    return all;
  }
  std::array<int, 2> ends{};
};

std::string numbered(int i) { return std::to_string(i) + std::string(200, 'x'); }

}  // namespace

BOOST_AUTO_TEST_SUITE(log_queue)

BOOST_AUTO_TEST_CASE(lines_arrive_in_order_and_are_there_after_a_flush) {
  Pipe pipe;
  {
    QueuedSink sink(pipe.ends[1]);
    for (int i = 0; i < 100; ++i) sink.line(numbered(i));
    sink.flush();
    pipe.end_writing();
    const std::string all = pipe.read_all();
    const auto lines = split(all, '\n');
    BOOST_REQUIRE_EQUAL(lines.size(), 101U);  // nothing after the last newline
    for (int i = 0; i < 100; ++i) BOOST_TEST(lines[static_cast<size_t>(i)] == numbered(i));
    BOOST_TEST(sink.dropped() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_pipe_that_nobody_reads_costs_lines_and_no_time) {
  Pipe pipe;
  std::thread reader;
  {
    QueuedSink sink(pipe.ends[1], 100'000);
    // Far more than the pipe and the queue hold. A sink that waits never comes to its end.
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 4; ++writer) {
      writers.emplace_back([&sink] {
        for (int i = 0; i < 5'000; ++i) sink.line(numbered(i));
      });
    }
    for (auto& writer : writers) writer.join();
    BOOST_TEST(sink.dropped() > 0U);
    BOOST_TEST(sink.dropped() < 20'000U);
    // Read at last, it takes lines again, whole ones.
    std::string all;
    reader = std::thread([&] { all = pipe.read_all(); });
    sink.flush();
    const uint64_t dropped = sink.dropped();
    sink.line("once more");
    sink.flush();
    BOOST_TEST(sink.dropped() == dropped);
    pipe.end_writing();
    reader.join();
    const auto lines = split(std::string_view(all).substr(0, all.size() - 1), '\n');
    BOOST_TEST(lines.size() + dropped == 20'001U);
    BOOST_TEST(lines.back() == "once more");
    for (const auto line : lines) BOOST_TEST((line.ends_with("xxx") || line == "once more"));
  }
}

BOOST_AUTO_TEST_CASE(it_ends_although_nobody_reads) {
  Pipe pipe;
  size_t written = 0;
  {
    QueuedSink sink(pipe.ends[1]);
    for (int i = 0; i < 5'000; ++i) {
      sink.line(numbered(i));
      written += numbered(i).size() + 1;
    }
  }
  // The thread that was left behind still has the lines.
  std::string all;
  std::array<char, 4096> buffer{};
  while (all.size() < written) {
    const ssize_t n = ::read(pipe.ends[0], buffer.data(), buffer.size());
    BOOST_REQUIRE(n > 0);
    all.append(buffer.data(), static_cast<size_t>(n));
  }
  BOOST_TEST(all.ends_with(numbered(4'999) + "\n"));
}

BOOST_AUTO_TEST_SUITE_END()
