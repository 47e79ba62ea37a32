// How much work waits: jobs and events for Prometheus. All hosts of a database say the same, for the whole site.
#pragma once
#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include "base/guarded.h"
#include "events/outbox.h"
#include "jobs/queue.h"

namespace veza::app {

// Asks the database at a scrape, at most twice a minute: counting a long table is not free. While the database is away
// it says nothing. Both outlive it. [any thread]
class WorkMetrics final : public prometheus::Collectable {
 public:
  WorkMetrics(jobs::Queue& queue, events::Outbox& outbox) : queue_(queue), outbox_(outbox) {}
  // jobs{kind,state}, and by consumer: events_behind, events_waiting, events_dead.
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  struct Last {
    int64_t at_ms = 0;
    std::vector<prometheus::MetricFamily> families;
  };
  std::vector<prometheus::MetricFamily> ask() const;

  jobs::Queue& queue_;
  events::Outbox& outbox_;
  mutable base::Guarded<Last> last_;
};

}  // namespace veza::app
