#include "backup/references.h"

#include <algorithm>

namespace veza::backup {
namespace {

// The keys that begin with `prefix`, as places.
std::pair<size_t, size_t> range_of(const std::vector<std::string_view>& keys, std::string_view prefix) {
  const auto first = std::lower_bound(keys.begin(), keys.end(), prefix);
  const auto last = std::partition_point(first, keys.end(),
                                         [&](std::string_view key) { return key.substr(0, prefix.size()) <= prefix; });
  return {first - keys.begin(), last - keys.begin()};
}

class Cover {
 public:
  Cover(data::Session& session, const std::vector<std::string_view>& keys) : session_(session), keys_(keys) {
    found_.needed.resize(keys.size());
    found_.claimed.resize(keys.size());
    found_.owners.resize(keys.size());
  }

  void add(const BlobOwner& owner) {
    bool sound = true;
    for (const auto& reference : owner.references) {
      auto status = run(owner, reference);
      if (status) continue;
      sound = false;
      found_.faults.push_back({owner.plugin, status.error().message});
    }
    for (const auto& prefix : owner.prefixes) {
      const auto [first, last] = range_of(keys_, prefix);
      for (size_t i = first; sound && i < last; ++i) {
        found_.claimed[i] = true;
        found_.owners[i] = owner.plugin;
      }
    }
  }

  Coverage end() {
    auto& missing = found_.missing;
    std::sort(missing.begin(), missing.end(),
              [](const auto& a, const auto& b) { return std::tie(a.plugin, a.key) < std::tie(b.plugin, b.key); });
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    return std::move(found_);
  }

 private:
  base::Status run(const BlobOwner& owner, const Reference& reference) {
    const bool sqlite = session_.dialect() == data::Dialect::sqlite;
    return session_.query(sqlite ? reference.sqlite : reference.postgresql, {},
                          [&](const data::RowView& row) -> base::Status {
                            need(owner, row.text(0));
                            return {};
                          });
  }

  void need(const BlobOwner& owner, std::string_view key) {
    if (key.empty()) return;
    if (key.ends_with('/')) {
      const auto [first, last] = range_of(keys_, key);
      std::fill(found_.needed.begin() + static_cast<std::ptrdiff_t>(first),
                found_.needed.begin() + static_cast<std::ptrdiff_t>(last), true);
      return;
    }
    const auto at = std::lower_bound(keys_.begin(), keys_.end(), key);
    if (at != keys_.end() && *at == key) {
      found_.needed[static_cast<size_t>(at - keys_.begin())] = true;
    } else {
      found_.missing.push_back({owner.plugin, std::string(key)});
    }
  }

  data::Session& session_;
  const std::vector<std::string_view>& keys_;
  Coverage found_;
};

}  // namespace

Coverage cover(data::Session& session, const std::vector<BlobOwner>& owners,
               const std::vector<std::string_view>& keys) {
  Cover cover(session, keys);
  for (const auto& owner : owners) cover.add(owner);
  return cover.end();
}

}  // namespace veza::backup
