// The plugin: its routes and what they do.
#pragma once
#include <optional>
#include <veza/plugin.hpp>

namespace guestbook {

class Guestbook {
 public:
  // Called by the host before anything else; no I/O, no services but log and config.
  explicit Guestbook(veza::Host host) : host_(host) {}

  // Looks up services and registers; from its end on, requests arrive.
  void start();
  // Joins own threads; there are none.
  void stop() {}

 private:
  veza::Response list(const veza::Request& request) const;
  veza::Response sign(const veza::Request& request) const;
  // Everything somebody wrote, for them to take away.
  void give_out(std::string_view user_id, const veza::Export& out) const;

  // Services are looked up in start, so they are made there, all at once.
  struct Services {
    explicit Services(const veza::Host& host)
        : http(host), db(host), events(host), policy(host), metrics(host), audit(host), privacy(host), config(host) {}
    veza::Http http;
    veza::Db db;
    veza::Events events;
    veza::Policy policy;
    veza::Metrics metrics;
    veza::Audit audit;
    veza::Privacy privacy;
    veza::Config config;
  };

  veza::Host host_;
  std::optional<Services> services_;
  std::optional<veza::Metric> signed_total_;
};

}  // namespace guestbook
