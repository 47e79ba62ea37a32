#include "observe/metrics.h"

#include <prometheus/metric_family.h>

#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace veza;
using observe::Metrics;

namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

class OneFamily : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override {
    prometheus::MetricFamily family;
    family.name = "shop_orders_total";
    family.help = "Orders.";
    family.type = prometheus::MetricType::Counter;
    prometheus::ClientMetric metric;
    metric.counter.value = 3;
    family.metric.push_back(metric);
    return {family};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(counters_gauges_and_histograms_show_in_the_text) {
  Metrics metrics;
  metrics.counter({"jobs_done_total", "Jobs.", {{"kind", "transcode"}}})->add(2);
  metrics.counter({"jobs_done_total", "Jobs.", {{"kind", "transcode"}}})->add();
  const auto gauge = metrics.gauge({"queue_length", "Waiting."});
  gauge->set(4);
  gauge->add(-1);
  metrics.histogram({"wait_seconds", "Wait."}, {0.1, 1})->observe(0.5);
  const std::string text = metrics.text();
  BOOST_TEST(has_line(text, "# HELP jobs_done_total Jobs."));
  BOOST_TEST(has_line(text, "# TYPE jobs_done_total counter"));
  BOOST_TEST(has_line(text, "jobs_done_total{kind=\"transcode\"} 3"));
  BOOST_TEST(has_line(text, "queue_length 3"));
  BOOST_TEST(has_line(text, "wait_seconds_bucket{le=\"0.1\"} 0"));
  BOOST_TEST(has_line(text, "wait_seconds_bucket{le=\"1\"} 1"));
  BOOST_TEST(has_line(text, "wait_seconds_count 1"));
}

BOOST_AUTO_TEST_CASE(bad_names_and_other_kinds_are_errors) {
  Metrics metrics;
  BOOST_REQUIRE(metrics.counter({"a_total", "A."}));
  struct {
    base::Result<observe::Gauge> got;
    base::Code code;
  } cases[] = {
      {metrics.gauge({"", "x"}), base::Code::invalid},
      {metrics.gauge({"9lives", "x"}), base::Code::invalid},
      {metrics.gauge({"with space", "x"}), base::Code::invalid},
      {metrics.gauge({"fine", "x", {{"not-fine", "1"}}}), base::Code::invalid},
      {metrics.gauge({"a_total", "x"}), base::Code::conflict},
  };
  for (const auto& one : cases) {
    BOOST_REQUIRE(!one.got);
    BOOST_TEST(base::name(one.got.error().code) == base::name(one.code));
  }
  BOOST_TEST(!metrics.histogram({"h", "x"}, {2, 1}));
  BOOST_TEST(!metrics.histogram({"h", "x"}, {}));
  BOOST_TEST(!metrics.gauge_callback({"a_total", "x"}, [] { return 1.0; }));
  BOOST_TEST(!metrics.gauge_callback({"b", "x"}, nullptr));
}

BOOST_AUTO_TEST_CASE(a_counter_never_goes_back) {
  Metrics metrics;
  const auto counter = metrics.counter({"a_total", "A."});
  counter->add(2);
  counter->add(-5);
  BOOST_TEST(has_line(metrics.text(), "a_total 2"));
}

BOOST_AUTO_TEST_CASE(an_owner_takes_its_metrics_along) {
  Metrics metrics;
  metrics.counter({"plugin_a_total", "A.", {{"plugin", "a"}}, "a"})->add();
  metrics.counter({"plugin_a_total", "A.", {{"plugin", "b"}}, "b"})->add();
  BOOST_REQUIRE(metrics.gauge_callback({"a_depth", "Depth.", {}, "a"}, [] { return 7.0; }));
  BOOST_TEST(has_line(metrics.text(), "a_depth 7"));
  const auto taken = metrics.counter({"plugin_a_total", "A.", {{"plugin", "a"}}, "b"});
  BOOST_REQUIRE(!taken);
  BOOST_TEST(taken.error().message.find("belongs to a") != std::string::npos);
  metrics.remove_owner("a");
  const std::string text = metrics.text();
  BOOST_TEST(text.find("plugin=\"a\"") == std::string::npos);
  BOOST_TEST(text.find("a_depth") == std::string::npos);
  BOOST_TEST(has_line(text, "plugin_a_total{plugin=\"b\"} 1"));
  BOOST_TEST(metrics.counter({"plugin_a_total", "A.", {{"plugin", "a"}}, "b"}).has_value());
}

BOOST_AUTO_TEST_CASE(a_callback_that_throws_spoils_nothing_else) {
  Metrics metrics;
  BOOST_REQUIRE(metrics.gauge_callback({"depth", "D.", {{"q", "1"}}}, [] { return 1.0; }));
  BOOST_REQUIRE(
      metrics.gauge_callback({"depth", "D.", {{"q", "2"}}}, []() -> double { throw std::runtime_error("no"); }));
  BOOST_REQUIRE(metrics.gauge_callback({"depth", "D.", {{"q", "3"}}}, [] { return 3.0; }));
  const std::string text = metrics.text();
  BOOST_TEST(has_line(text, "depth{q=\"1\"} 1"));
  BOOST_TEST(has_line(text, "depth{q=\"3\"} 3"));
  BOOST_TEST(text.find("# TYPE depth gauge") == text.rfind("# TYPE depth gauge"));
}

BOOST_AUTO_TEST_CASE(a_source_is_asked_while_it_lives) {
  Metrics metrics;
  auto source = std::make_shared<OneFamily>();
  metrics.collect_from(source);
  BOOST_TEST(has_line(metrics.text(), "shop_orders_total 3"));
  source.reset();
  BOOST_TEST(metrics.text().empty());
}

BOOST_AUTO_TEST_CASE(scrapes_and_changes_may_meet) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&metrics, t] {
      const std::string owner = "plugin" + std::to_string(t);
      for (int i = 0; i < 50; ++i) {
        metrics.counter({"work_total", "W.", {{"plugin", owner}}, owner})->add();
        (void)metrics.gauge_callback({"depth", "D.", {{"plugin", owner}}, owner}, [] { return 1.0; });
        (void)metrics.text();
        metrics.remove_owner(owner);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(metrics.text().empty());
}

BOOST_AUTO_TEST_SUITE_END()
