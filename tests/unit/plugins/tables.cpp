// The C tables as a careless or hostile plugin calls them: nothing may crash, everything wrong gets a status and a
// sentence. What is true of all, and the services that are only registered with; the others have files of their own.
#include "tables.h"
#include "veza/abi/db.h"
#include "veza/abi/events.h"
#include "veza/abi/jobs.h"
#include "veza/abi/kv.h"
#include "veza/abi/log.h"
#include "veza/abi/metrics.h"
#include "veza/abi/policy.h"
#include "veza/abi/ws.h"

namespace veza::plugins::test {
namespace {

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(every_table_says_its_size) {
  const Raw raw;
  for (const auto& service : raw.services) {
    const auto size = *static_cast<const uint32_t*>(service->table());
    BOOST_TEST(size > 2 * sizeof(void*), service->id());
    BOOST_TEST(size % sizeof(void*) == 0U);
  }
  // Services whose floor this test has not are not there.
  const auto& ids = host_service_ids();
  for (const auto& service : raw.services)
    BOOST_TEST(std::count(ids.begin(), ids.end(), service->id()) == 1, service->id());
  BOOST_TEST(raw.services.size() >= 13U);
}

BOOST_AUTO_TEST_CASE(registrations_of_events_jobs_and_topics_are_checked) {
  Raw raw;
  const auto* events = raw.table<veza_events_v1>(VEZA_EVENTS_V1);
  const auto* jobs = raw.table<veza_jobs_v1>(VEZA_JOBS_V1);
  const auto* ws = raw.table<veza_ws_v1>(VEZA_WS_V1);
  const auto* policy = raw.table<veza_policy_v1>(VEZA_POLICY_V1);
  const auto* metrics = raw.table<veza_metrics_v1>(VEZA_METRICS_V1);
  const auto on_event = [](void*, const veza_event*) -> veza_status { return VEZA_OK; };
  const auto on_job = [](void*, veza_job*) -> veza_status { return VEZA_OK; };
  BOOST_TEST(said(events->subscribe(events->ctx, text("a"), text("x.*"), on_event, nullptr)) == VEZA_E_CONFLICT);
  raw.in_start();
  BOOST_TEST(events->subscribe(events->ctx, text("a"), text("x.*"), on_event, nullptr) == VEZA_OK);
  BOOST_TEST(said(events->subscribe(events->ctx, text("a"), text("x.*"), on_event, nullptr)) == VEZA_E_CONFLICT);
  BOOST_TEST(said(events->subscribe(events->ctx, text("b"), text("x..y"), on_event, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(events->subscribe(events->ctx, text("b"), text("x"), nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(events->emit(events->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->add_handler(jobs->ctx, text("k"), 0, on_job, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->add_handler(jobs->ctx, veza_str{}, 1, on_job, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->enqueue(jobs->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
  veza_job_spec spec{};
  spec.struct_size = sizeof spec;
  spec.kind = text("k");
  BOOST_TEST(said(jobs->add_cron(jobs->ctx, text("c"), text("hourly"), nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->add_cron(jobs->ctx, text("c"), text("now and then"), &spec)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->add_cron(jobs->ctx, veza_str{}, text("hourly"), &spec)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->cancel(jobs->ctx, nullptr, text("k"))) == VEZA_E_INVALID);
  BOOST_TEST(jobs->cancel_fd(nullptr) == -1);
  BOOST_TEST(jobs->cancelled(nullptr) == 0);
  jobs->progress(nullptr, 0.5);
  BOOST_TEST(said(jobs->complete(nullptr, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(ws->add_topic(ws->ctx, text("x."), nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(ws->add_type(ws->ctx, no_pointer, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(ws->send(ws->ctx, 12345, text("{}"))) == VEZA_E_NOT_FOUND);
  ws->publish(ws->ctx, endless, endless);
  BOOST_TEST(said(policy->declare(policy->ctx, text("Bad Name"), 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(policy->declare(policy->ctx, text("raw.hook"), 9)) == VEZA_E_INVALID);
  BOOST_TEST(said(policy->decide(policy->ctx, text("raw.hook"), text("{"), veza_sink{})) == VEZA_E_INVALID);
  BOOST_TEST((metrics->metric(metrics->ctx, 9, text("x_total"), text("X."), veza_str{}) == nullptr));
  BOOST_TEST((metrics->metric(metrics->ctx, VEZA_METRIC_COUNTER, text("bad name"), text("X."), veza_str{}) == nullptr));
  BOOST_TEST((metrics->metric(metrics->ctx, VEZA_METRIC_COUNTER, text("x_total"), text("X."), text("[1]")) == nullptr));
  metrics->record(nullptr, 1);
  const auto* log = raw.table<veza_log_v1>(VEZA_LOG_V1);
  log->write(log->ctx, 99, text("odd level"), text("{not json"));
  log->write(log->ctx, VEZA_LOG_INFO, endless, endless);
  log->write(nullptr, VEZA_LOG_INFO, text("x"), veza_str{});
  BOOST_TEST(raw.site.lines->contain("odd level"));
}

BOOST_AUTO_TEST_CASE(a_swept_plugins_threads_are_refused) {
  Raw raw;
  raw.in_start();
  const auto* metrics = raw.table<veza_metrics_v1>(VEZA_METRICS_V1);
  auto* metric = metrics->metric(metrics->ctx, VEZA_METRIC_GAUGE, text("raw_seconds"), text("X."), veza_str{});
  BOOST_REQUIRE(metric);
  for (const auto& service : raw.services) BOOST_TEST(service->sweep(60'000));
  raw.context.calls_out.close();
  metrics->record(metric, 1);
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  BOOST_TEST(said(kv->set(kv->ctx, text("k"), text("v"), 0)) == VEZA_E_CANCELLED);
  const auto* db = raw.table<veza_db_v1>(VEZA_DB_V1);
  BOOST_TEST(said(db->query(db->ctx, text("SELECT 1"), nullptr, 0, nullptr, nullptr)) == VEZA_E_CANCELLED);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins::test
