// What the parts of the plugin work with, made once in start().
#pragma once
#include <veza/catalog.hpp>
#include <veza/plugin.hpp>

#include "running.h"
#include "settings.h"
#include "store/renditions.h"
#include "track_cache.h"

namespace veza::hls {

struct Services {
  explicit Services(const Host& host)
      : log(host),
        config(host),
        http(host),
        sockets(host),
        db(host),
        blobs(host),
        kv(host),
        events(host),
        audit(host),
        privacy(host),
        jobs(host),
        identity(host),
        metrics(host),
        catalog(host),
        settings(read_settings(config)),
        renditions(db),
        active(metrics.gauge("transcodes_active", "Tracks being converted now.")),
        seconds(metrics.histogram("transcode_seconds", "Time from a conversion's start to its end.")),
        ready(result("ready")),
        failed(result("failed")),
        retried(result("retried")),
        cancelled(result("cancelled")),
        running([gauge = active](size_t count) { gauge.record(static_cast<double>(count)); }) {
    active.record(0);
  }

  Log log;
  Config config;
  Http http;
  WebSockets sockets;
  Db db;
  Blobs blobs;
  Kv kv;
  Events events;
  Audit audit;
  Privacy privacy;
  Jobs jobs;
  Identity identity;
  Metrics metrics;
  Catalog catalog;
  Settings settings;
  Renditions renditions;
  TrackCache cache;
  Metric active, seconds;
  Metric ready, failed, retried, cancelled;  // transcodes_total
  Running running;

 private:
  Metric result(const char* label) const {
    return metrics.counter("transcodes_total", "Conversions that ended, by result.", {{"result", label}});
  }
};

// Tells everybody who watches the track, and its owner. [any]
inline void publish_status(const Services& services, const TrackStatus& status, const std::string& owner_id) {
  for (const auto& topic : {"track." + status.track_id, "user." + owner_id}) {
    services.sockets.publish(topic, {{"type", "TrackStatus"}, {"topic", topic}, {"data", to_json(status)}});
  }
}

}  // namespace veza::hls
