// An outbox over a database in a folder that goes with the test; its clock is the test's.
#pragma once
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>

#include "../../support/database.h"
#include "base/crypto.h"
#include "base/guarded.h"
#include "events/outbox.h"

namespace veza::events {

template <class T>
T must(base::Result<T> result) {
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  return std::move(*result);
}
inline void must(base::Status status) { BOOST_REQUIRE_MESSAGE(status, status.error().message); }

// Waits until `done` holds, for a minute at most.
template <class Done>
bool eventually(Done&& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

// What a consumer was given, in order: "aggregate:number".
class Inbox {
 public:
  void add(const Event& event) {
    const auto data = *base::parse_json(event.data);
    seen_.with([&](auto& seen) { seen.push_back(event.aggregate_id + ":" + std::to_string(data.at("n").get<int>())); });
  }
  std::vector<std::string> all() const {
    return seen_.with([](const auto& seen) { return seen; });
  }
  size_t size() const { return all().size(); }
  // The first sight of each, of one aggregate.
  std::vector<std::string> firsts(const std::string& aggregate) const {
    std::vector<std::string> found;
    for (const auto& one : all()) {
      if (one.starts_with(aggregate + ":") && std::find(found.begin(), found.end(), one) == found.end()) {
        found.push_back(one);
      }
    }
    return found;
  }

 private:
  base::Guarded<std::vector<std::string>> seen_;
};

struct OutboxFixture {
  OutboxFixture() {
    std::filesystem::create_directories(folder);
    place = std::make_unique<data::TestDatabase>(folder + "/test.db");
    database = must(place->open());
    must(data::migrate(*database, {migrations(database->dialect())}));
    options.clock = [shared = time] { return shared->load(); };
    options.max_attempts = 3;
    options.first_retry_ms = 1000;
    restart();
  }
  ~OutboxFixture() {
    outbox.reset();
    database.reset();
    place.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  void restart() { outbox = std::make_unique<Outbox>(*database, options, base::Log()); }

  static Event event(const std::string& aggregate, int n, const std::string& type = "library.track.uploaded.v1") {
    Event made;
    made.event_type = type;
    made.aggregate_type = "track";
    made.aggregate_id = aggregate;
    made.data = R"({"n":)" + std::to_string(n) + "}";
    return made;
  }
  void emit(const std::vector<Event>& events) {
    must(database->write([&](data::Transaction& tx) -> base::Status {
      for (const Event& one : events) must(outbox->emit(tx, one));
      return {};
    }));
  }
  void emit(const Event& one) { emit(std::vector<Event>{one}); }
  void subscribe(const std::string& name, Consumer run, const std::string& pattern = "*", From from = From::now) {
    must(outbox->subscribe({name, pattern, "test", from, std::move(run)}));
  }
  void collect(const std::string& name, Inbox& inbox, const std::string& pattern = "*", From from = From::now) {
    subscribe(
        name,
        [&](const Event& one) -> base::Status {
          inbox.add(one);
          return {};
        },
        pattern, from);
  }
  void advance(int64_t ms) {
    now += ms;
    outbox->wake();
  }
  // Committed and not pruned.
  int64_t events() { return count("outbox") + count("outbox_incoming"); }
  int64_t count(const std::string& table) {
    return (*must(database->row("SELECT count(*) FROM " + table)))[0].integer();
  }

  std::string folder = std::filesystem::temp_directory_path().string() + "/veza-events-" + base::random_token(9);
  // Shared: a consumer that is given up may read it after the test.
  std::shared_ptr<std::atomic<int64_t>> time = std::make_shared<std::atomic<int64_t>>(1'800'000'000'000);
  std::atomic<int64_t>& now = *time;
  OutboxOptions options;
  std::unique_ptr<data::TestDatabase> place;
  std::unique_ptr<data::Database> database;
  std::unique_ptr<Outbox> outbox;
};

using Names = std::vector<std::string>;

}  // namespace veza::events
