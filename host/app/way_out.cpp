#include "app/way_out.h"

#include <algorithm>
#include <map>

#include "app/version.h"
#include "base/text.h"
#include "observe/metrics.h"

namespace veza::app {
namespace {

// Tells servers who asks: "Veza/0.1.0 (Our music; https://music.example.org)".
std::string user_agent(const Settings& settings) {
  std::string about = settings.text("site.name");
  if (!settings.text("site.url").empty()) about += "; " + settings.text("site.url");
  std::erase_if(about, [](unsigned char c) { return c < 0x20 || c > 0x7e || c == '(' || c == ')' || c == '\\'; });
  return "Veza/" + version() + " (" + about + ")";
}

base::Result<std::vector<uint16_t>> ports(const Settings& settings) {
  std::vector<uint16_t> all;
  for (const auto& text : settings.list("outbound.ports")) {
    const auto port = base::to_int(text);
    if (!port || *port < 1 || *port > 65535) {
      return base::fail(base::Code::invalid, "outbound.ports: \"" + text + "\" is no port (1 to 65535)");
    }
    all.push_back(static_cast<uint16_t>(*port));
  }
  return all;
}

base::Status count_with(outbound::Config& config, observe::Metrics& metrics) {
  std::map<outbound::Outcome, observe::Counter> counters;
  using enum outbound::Outcome;
  for (const auto outcome : {answered, refused, limited, broken, failed}) {
    auto counter = metrics.counter({"outbound_requests_total",
                                    "Fetches the server made, by how they ended.",
                                    {{"outcome", std::string(outbound::name(outcome))}}});
    if (!counter) return base::fail(counter.error());
    counters[outcome] = *counter;
  }
  auto seconds = metrics.histogram({"outbound_request_duration_seconds", "How long fetches took, redirects included."});
  if (!seconds) return base::fail(seconds.error());
  config.observe = [counters, seconds = *seconds](outbound::Outcome outcome, double took) {
    counters.at(outcome).add();
    seconds.observe(took);
  };
  return {};
}

}  // namespace

base::Result<std::unique_ptr<outbound::Client>> make_way_out(const Settings& settings, observe::Metrics* metrics) {
  auto some = ports(settings);
  if (!some) return base::fail(some.error());
  outbound::Config config;
  config.allow = settings.list("outbound.allow");
  config.ports = std::move(*some);
  config.user_agent = user_agent(settings);
  config.ca_file = settings.text("outbound.ca_file");
  if (metrics) {
    if (auto status = count_with(config, *metrics); !status) return base::fail(status.error());
  }
  return outbound::Client::create(std::move(config));
}

}  // namespace veza::app
