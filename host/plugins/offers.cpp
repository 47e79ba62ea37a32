#include "plugins/offers.h"

namespace veza::plugins {

base::Status Offers::add(const std::string& service, const std::string& owner, const void* table) {
  return offers_.with([&](auto& offers) -> base::Status {
    const auto [place, added] = offers.emplace(service, Offer{owner, table});
    if (added) return {};
    return base::fail(base::Code::conflict, service + " is offered by plugin \"" + place->second.owner + "\" already");
  });
}

const void* Offers::find(std::string_view service) const {
  return offers_.with([&](const auto& offers) -> const void* {
    const auto found = offers.find(service);
    return found == offers.end() ? nullptr : found->second.table;
  });
}

void Offers::remove_owner(std::string_view owner) {
  offers_.with(
      [&](auto& offers) { std::erase_if(offers, [&](const auto& offer) { return offer.second.owner == owner; }); });
}

}  // namespace veza::plugins
