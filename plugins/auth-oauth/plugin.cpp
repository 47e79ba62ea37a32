#include <fstream>
#include <memory>
#include <stdexcept>

#include <veza/plugin.hpp>

#include "privacy.h"
#include "refresh_job.h"
#include "routes/routes.h"
#include "services.h"

namespace veza::oauth {

std::string read_secret_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string secret(4096, '\0');
  file.read(secret.data(), static_cast<std::streamsize>(secret.size()));
  if (file.bad() || (!file && file.gcount() == 0)) throw std::runtime_error("names a file that cannot be read");
  secret.resize(static_cast<size_t>(file.gcount()));
  return secret;
}

class AuthOauth {
 public:
  explicit AuthOauth(Host host) : host_(host) {}

  void start() {
    services_ = std::make_unique<Services>(host_);
    for (const auto& fault : services_->settings.faults) services_->log.error("Left out: " + fault);
    add_sign_in_routes(*services_);
    add_link_routes(*services_);
    add_proxy_route(*services_);
    add_logout_route(*services_);
    add_refresh_job(*services_);
    add_privacy(*services_);
    // A link is a way to sign in while the site has its provider.
    services_->accounts.add_ways_to_sign_in(services_->db, [this](const Tx& tx, std::string_view user_id) {
      const auto linked = Links::of_user(tx, user_id);
      return std::count_if(linked.begin(), linked.end(), [&](const auto& each) { return services_->opens(each); });
    });
    services_->accounts.on_session_ended([this](std::string_view id) { services_->sessions.ended(id); });
  }
  void stop() {}

 private:
  Host host_;
  std::unique_ptr<Services> services_;
};

}  // namespace veza::oauth

VEZA_PLUGIN(veza::oauth::AuthOauth)
