// A queue over a database in a folder that goes with the test; its clock is the test's.
#pragma once
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "../../support/database.h"
#include "base/crypto.h"
#include "jobs/queue.h"

namespace veza::jobs {

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

struct QueueFixture {
  QueueFixture() {
    std::filesystem::create_directories(folder);
    place = std::make_unique<data::TestDatabase>(folder + "/test.db");
    database = must(place->open());
    must(data::migrate(*database, {migrations()}));
    queue = make_queue();
  }
  ~QueueFixture() {
    queue.reset();
    database.reset();
    place.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  std::unique_ptr<Queue> make_queue(const std::string& node = "host", bool single_node = true) {
    QueueOptions options;
    options.node = node;
    options.single_node = single_node;
    options.clock = [shared = time] { return shared->load(); };
    return std::make_unique<Queue>(*database, options, base::Log());
  }
  // In a write of its own.
  Enqueued enqueue(const NewJob& job) {
    Enqueued enqueued;
    must(database->write([&](data::Transaction& tx) -> base::Status {
      enqueued = must(queue->enqueue(tx, job));
      return {};
    }));
    return enqueued;
  }
  int64_t cancel(const std::string& key) {
    int64_t count = 0;
    must(database->write([&](data::Transaction& tx) -> base::Status {
      count = must(queue->cancel(tx, key));
      return {};
    }));
    return count;
  }
  void handle(const std::string& kind, Handler run, uint32_t concurrency = 1) {
    must(queue->add_handler({kind, "test", concurrency, std::move(run)}));
  }
  JobInfo info(const std::string& id) { return *must(queue->find(id)); }
  bool reaches(const std::string& id, State state) {
    return eventually([&] { return info(id).state == state; });
  }
  // Time passes, and the queue looks.
  void advance(int64_t ms) {
    now += ms;
    queue->wake();
  }

  std::string folder = std::filesystem::temp_directory_path().string() + "/veza-jobs-" + base::random_token(9);
  // Shared: a handler that is given up may read it after the test.
  std::shared_ptr<std::atomic<int64_t>> time = std::make_shared<std::atomic<int64_t>>(1'800'000'000'000);
  std::atomic<int64_t>& now = *time;
  std::unique_ptr<data::TestDatabase> place;
  std::unique_ptr<data::Database> database;
  std::unique_ptr<Queue> queue;
};

}  // namespace veza::jobs
