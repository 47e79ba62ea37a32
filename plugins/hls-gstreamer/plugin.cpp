#include <sys/eventfd.h>
#include <unistd.h>

#include <memory>
#include <thread>

#include <veza/plugin.hpp>

#include "job/transcode_job.h"
#include "privacy.h"
#include "recovery.h"
#include "routes/routes.h"
#include "track_events.h"

namespace veza::hls {

class HlsGstreamer {
 public:
  explicit HlsGstreamer(Host host) : host_(host) {}
  ~HlsGstreamer() {
    stop();
    if (stopping_ >= 0) ::close(stopping_);
  }
  HlsGstreamer(const HlsGstreamer&) = delete;
  HlsGstreamer& operator=(const HlsGstreamer&) = delete;

  void start() {
    stopping_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (stopping_ < 0) throw Error(VEZA_E_UNAVAILABLE, "the system gives no event descriptor");
    services_ = std::make_unique<Services>(host_);
    const std::string& worker = services_->settings.worker;
    // No reason not to start: what was converted before still plays.
    if (::access(worker.c_str(), X_OK) != 0)
      services_->log.error("The converter cannot be run, so no upload will be playable. Install Veza again.",
                           {{"program", worker}});
    add_playlist_routes(*services_);
    add_segment_routes(*services_);
    add_status_routes(*services_);
    add_transcode_job(*services_);
    add_track_consumer(*services_);
    add_privacy(*services_);
    // Neither must delay the start, and both wait for a disk.
    first_steps_ = std::thread([this] {
      requeue_unfinished(*services_);
      warm_up(services_->settings, stopping_);
    });
  }
  void stop() {
    if (!first_steps_.joinable()) return;
    ::eventfd_write(stopping_, 1);
    first_steps_.join();
  }

 private:
  Host host_;
  std::unique_ptr<Services> services_;
  std::thread first_steps_;
  int stopping_ = -1;
};

}  // namespace veza::hls

VEZA_PLUGIN(veza::hls::HlsGstreamer)
