#include "track_events.h"

#include "rules/names.h"

namespace veza::hls {

void add_track_consumer(Services& services) {
  // An event comes to one host; every host remembers tracks, and must not show one that was made private just now.
  services.kv.subscribe("changed", [&services](std::string_view id) { services.cache.forget(std::string(id)); });
  services.events.subscribe("tracks", "library.track.*", [&services](const Event& event) {
    const std::string& id = event.aggregate_id;
    if (!is_track_id(id)) return;
    services.cache.forget(id);
    services.kv.publish("changed", id);
    if (event.type != "library.track.deleted.v1") return;
    // A run that has not noticed yet may still write; it removes its own, and this comes again after it.
    if (services.running.contains(id)) throw Error(VEZA_E_UNAVAILABLE, "the track is still being converted");
    services.db.write([&](const Tx& tx) { Renditions::remove(tx, id); });
    services.blobs.remove_prefix(track_prefix(id));
  });
}

}  // namespace veza::hls
