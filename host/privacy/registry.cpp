#include "privacy/registry.h"

#include <chrono>

namespace veza::privacy {
namespace {

auto not_there(const std::string& owner) {
  return base::fail(base::Code::not_found, owner + ", which keeps data of people, is not running");
}

}  // namespace

base::Status Registry::add(Handler handler) {
  auto entry = std::make_shared<Entry>();
  const std::string owner = handler.owner;
  entry->handler = std::move(handler);
  const bool added = entries_.with([&](auto& entries) { return entries.emplace(owner, std::move(entry)).second; });
  if (added) return {};
  return base::fail(base::Code::conflict, owner + " has registered its exporter and eraser already");
}

bool Registry::remove(const std::string& owner, int64_t wait_ms) {
  const auto entry = entries_.with([&](auto& entries) {
    auto node = entries.extract(owner);
    return node ? node.mapped() : std::shared_ptr<Entry>();
  });
  if (!entry) return true;
  const std::unique_lock lock(entry->running, std::chrono::milliseconds(wait_ms));
  if (!lock) return false;
  entry->gone = true;
  return true;
}

bool Registry::has(const std::string& owner) const { return find(owner) != nullptr; }

std::vector<std::string> Registry::owners() const {
  return entries_.with([](const auto& entries) {
    std::vector<std::string> names;
    for (const auto& [owner, entry] : entries) names.push_back(owner);
    return names;
  });
}

std::shared_ptr<Registry::Entry> Registry::find(const std::string& owner) const {
  return entries_.with([&](const auto& entries) {
    const auto at = entries.find(owner);
    return at == entries.end() ? std::shared_ptr<Entry>() : at->second;
  });
}

base::Status Registry::write(const std::string& owner, std::string_view user_id, ExportSink& sink) const {
  const auto entry = find(owner);
  if (!entry) return not_there(owner);
  const std::shared_lock lock(entry->running);
  if (entry->gone) return not_there(owner);
  return entry->handler.write(user_id, sink);
}

base::Result<bool> Registry::erase(const std::string& owner, data::Transaction& tx, std::string_view user_id) const {
  const auto entry = find(owner);
  if (!entry) return not_there(owner);
  const std::shared_lock lock(entry->running);
  if (entry->gone) return not_there(owner);
  return entry->handler.erase(tx, user_id);
}

}  // namespace veza::privacy
