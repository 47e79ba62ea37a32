// The consumers that run, and their threads.
#pragma once
#include <condition_variable>
#include <map>
#include <thread>

#include "base/guarded.h"
#include "events/relay.h"
#include "events/subscriber.h"

namespace veza::events {

class Subscribers : public std::enable_shared_from_this<Subscribers> {
 public:
  Subscribers(data::Database& database, OutboxOptions options, base::Log log);

  base::Status add(ConsumerSpec spec);
  // Those that `which` names; false when a handler still ran after the time.
  bool remove(const std::function<bool(const ConsumerSpec&)>& which, int64_t wait_ms);
  // Ends all and lets the database go.
  bool stop(int64_t wait_ms);
  // Looks again at everything.
  void rouse();
  // Events were committed on this host.
  void committed();
  void reload(std::string_view name);
  bool has(std::string_view name) const;
  // How far each is, as settled().
  std::map<std::string, int64_t> positions() const;
  const base::Clock& clock() const { return options_.clock; }

 private:
  struct Running {
    std::shared_ptr<Subscriber> subscriber;
    std::thread thread;
    bool alive = true;
  };
  using RunningPtr = std::shared_ptr<Running>;
  using ByName = std::map<std::string, RunningPtr, std::less<>>;

  // The relay, where there is need of one.
  void start_relay();
  void renewed(const std::vector<std::string>& names, int64_t until);
  base::Result<int64_t> open(const ConsumerSpec& spec);
  bool end(const std::vector<RunningPtr>& removed, int64_t wait_ms);

  std::shared_ptr<data::DatabaseAccess> access_;
  data::Dialect dialect_;
  OutboxOptions options_;
  base::Log log_;
  std::shared_ptr<Signal> signal_;
  std::string owner_;
  base::Guarded<ByName> running_;
  std::condition_variable ended_;
  base::Guarded<std::shared_ptr<Relay>> relay_;
};

}  // namespace veza::events
