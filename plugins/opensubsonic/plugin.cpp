#include <memory>

#include <veza/plugin.hpp>

#include "auth/caller.h"
#include "auth/password_routes.h"
#include "privacy.h"
#include "routes.h"
#include "services.h"

namespace veza::opensubsonic {

class OpenSubsonic {
 public:
  explicit OpenSubsonic(Host host) : host_(host) {}

  void start() {
    services_ = std::make_unique<Services>(host_);
    add_rest_routes(*services_);
    add_caller_route(*services_);
    add_password_routes(*services_);
    add_privacy(*services_);
  }
  void stop() {}

 private:
  Host host_;
  std::unique_ptr<Services> services_;
};

}  // namespace veza::opensubsonic

VEZA_PLUGIN(veza::opensubsonic::OpenSubsonic)
