#include "outbound/resolve.h"

#include <netdb.h>

#include <algorithm>
#include <condition_variable>
#include <optional>
#include <system_error>
#include <thread>

#include "base/guarded.h"

namespace veza::outbound {
namespace {

using Found = base::Result<std::vector<Address>>;

auto unavailable(std::string sentence) { return base::fail(base::Code::unavailable, std::move(sentence)); }

// What the asking thread and the looking one share; the last to leave frees it.
struct Errand {
  base::Guarded<std::optional<Found>> found;
  std::condition_variable done;
};

}  // namespace

Found system_lookup(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (error != 0) return unavailable("the name " + host + " is not known: " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(list, &::freeaddrinfo);
  std::vector<Address> all;
  for (const addrinfo* each = list; each; each = each->ai_next) {
    const auto address = from_sockaddr(each->ai_addr, each->ai_addrlen);
    if (address && std::find(all.begin(), all.end(), *address) == all.end()) all.push_back(*address);
  }
  if (all.empty()) return unavailable("the name " + host + " has no address");
  return all;
}

Found Resolver::resolve(const std::string& host, std::chrono::steady_clock::time_point deadline) {
  if (running_->fetch_add(1) >= most_) {
    running_->fetch_sub(1);
    return unavailable("too many names are being looked up; try again later");
  }
  auto errand = std::make_shared<Errand>();
  try {
    std::thread([errand, running = running_, lookup = lookup_, host] {
      Found found = unavailable("the name " + host + " cannot be looked up");
      try {
        found = lookup(host);
      } catch (const std::exception& error) {
        found = unavailable("the name " + host + " cannot be looked up: " + error.what());
      }
      running->fetch_sub(1);
      errand->found.with([&](auto& slot) { slot = std::move(found); });
      errand->done.notify_all();
    }).detach();
  } catch (const std::system_error&) {
    running_->fetch_sub(1);
    return unavailable("there is no thread to look the name up");
  }
  return errand->found.with_lock([&](auto& slot, auto& lock) -> Found {
    if (!errand->done.wait_until(lock, deadline, [&] { return slot.has_value(); })) {
      return unavailable("the name " + host + " was not found in time");
    }
    return std::move(*slot);
  });
}

}  // namespace veza::outbound
