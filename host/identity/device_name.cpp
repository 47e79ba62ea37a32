#include "identity/device_name.h"

#include <array>
#include <utility>

namespace veza::identity {
namespace {

using Names = std::pair<std::string_view, std::string_view>;  // what stands in the text, what people call it

// In this order: each browser also names those it descends from.
constexpr std::array<Names, 8> browsers{{{"Edg", "Edge"},
                                         {"OPR/", "Opera"},
                                         {"SamsungBrowser/", "Samsung Internet"},
                                         {"Firefox/", "Firefox"},
                                         {"FxiOS/", "Firefox"},
                                         {"CriOS/", "Chrome"},
                                         {"Chrome/", "Chrome"},
                                         {"Safari/", "Safari"}}};
constexpr std::array<Names, 7> systems{{{"iPhone", "iPhone"},
                                        {"iPad", "iPad"},
                                        {"Android", "Android"},
                                        {"CrOS", "ChromeOS"},
                                        {"Windows", "Windows"},
                                        {"Mac OS X", "macOS"},
                                        {"Linux", "Linux"}}};

template <size_t N>
std::string_view find(std::string_view text, const std::array<Names, N>& names) {
  for (const auto& [sign, name] : names)
    if (text.find(sign) != text.npos) return name;
  return {};
}

}  // namespace

std::string device_name(std::string_view user_agent) {
  const auto browser = find(user_agent, browsers), system = find(user_agent, systems);
  if (!browser.empty() && !system.empty()) return std::string(browser) + " on " + std::string(system);
  if (!browser.empty() || !system.empty()) return std::string(browser.empty() ? system : browser);
  // A program's own name: "curl/7.88".
  const std::string_view product = user_agent.substr(0, user_agent.find_first_of("/ ("));
  return product.empty() ? "Unknown device" : std::string(product.substr(0, 40));
}

}  // namespace veza::identity
