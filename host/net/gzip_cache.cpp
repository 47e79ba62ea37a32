#include "net/gzip_cache.h"

#include <sys/stat.h>

namespace veza::net {
namespace {

std::string key_of(const FileBody& body) {
  struct stat file {};
  if (::fstat(body.file->get(), &file) != 0) return {};
  return std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino) + ":" + std::to_string(body.offset) + ":" +
         std::to_string(body.size) + ":" + std::to_string(file.st_ctim.tv_sec) + "." +
         std::to_string(file.st_ctim.tv_nsec);
}

}  // namespace

SharedText GzipCache::of_file(const FileBody& file, const std::function<std::optional<std::string>()>& pack) {
  const std::string key = key_of(file);
  SharedText known = state_.with([&](State& state) -> SharedText {
    const auto found = state.places.find(key);
    if (found == state.places.end()) return nullptr;
    state.entries.splice(state.entries.begin(), state.entries, found->second);
    return found->second->second;
  });
  if (known) return known;
  auto packed = pack();
  if (!packed) return nullptr;
  auto shared = std::make_shared<const std::string>(std::move(*packed));
  if (!key.empty()) state_.with([&](State& state) { keep(state, key, shared); });
  return shared;
}

void GzipCache::keep(State& state, const std::string& key, const SharedText& packed) const {
  // Another thread may have packed it meanwhile.
  if (packed->size() > capacity_ / 4 || state.places.contains(key)) return;
  state.entries.emplace_front(key, packed);
  state.places[key] = state.entries.begin();
  state.size += packed->size();
  while (state.size > capacity_) {
    state.size -= state.entries.back().second->size();
    state.places.erase(state.entries.back().first);
    state.entries.pop_back();
  }
}

}  // namespace veza::net
