#include "events.h"

#include <atomic>
#include <thread>

#include "../../support/database.h"
#include "data/migrations.h"
#include "events/outbox.h"
#include "measure.h"

namespace veza::bench {
namespace {

constexpr int writers = 8;
constexpr int events_of_each = 2'000;
constexpr int rounds = 5;

void emit(data::Database& database, veza::events::Outbox& outbox, int writer, int number) {
  veza::events::Event event;
  event.event_type = "bench.track.changed.v1";
  event.aggregate_type = "track";
  event.aggregate_id = "track-" + std::to_string(writer) + "-" + std::to_string(number % 10);
  event.data =
      R"({"track_id":"0191e7c5-7f11-7c1e-9d65-4c5a3c0f3b1a","title":"A song of some length","duration":214.5})";
  event.correlation_id = "0191e7c5-7f11-7c1e-9d65-4c5a3c0f3b1b";
  must(database.write([&](data::Transaction& tx) -> base::Status {
    auto emitted = outbox.emit(tx, event);
    return emitted ? base::Status() : base::fail(emitted.error());
  }));
}

}  // namespace

void events(const char* folder) {
  const data::TestDatabase place(std::string(folder) + "/events.db");
  const auto database = must(place.open());
  must(data::migrate(*database, {veza::events::migrations(database->dialect())}));
  veza::events::Outbox outbox(*database, {}, base::Log());
  std::atomic<int> delivered{0};
  constexpr int goal = writers * events_of_each;
  veza::events::ConsumerSpec consumer;
  consumer.name = "bench";
  consumer.pattern = "bench.*";
  consumer.owner = "bench";
  consumer.run = [&](const veza::events::Event&) -> base::Status {
    if (++delivered == goal) delivered.notify_one();
    return {};
  };
  must(outbox.subscribe(std::move(consumer)));

  std::vector<double> rates;
  for (int round = 0; round < rounds; ++round) {
    delivered = 0;
    const auto begin = Clock::now();
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
      threads.emplace_back([&, writer] {
        for (int i = 0; i < events_of_each; ++i) emit(*database, outbox, writer, i);
      });
    }
    for (auto& thread : threads) thread.join();
    for (int seen = delivered; seen < goal; seen = delivered) delivered.wait(seen);
    rates.push_back(goal / (microseconds_since(begin) / 1e6));
  }
  outbox.stop(60'000);
  print("events_per_second", median(rates));
}

}  // namespace veza::bench
