#include "backup/pool.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/crypto.h"

namespace veza::backup {
namespace {

constexpr std::string_view prefix = "pool/";

}  // namespace

std::string Pool::key(const Digest& digest) {
  const std::string hex = to_hex(digest);
  return std::string(prefix) + hex.substr(0, 2) + "/" + hex;
}

base::Result<Pool> Pool::open(blobs::Store& store) {
  auto found = store.list(prefix);
  if (!found) return base::fail_while("listing the pool of " + store.describe(), found.error());
  Pool pool(store);
  pool.state_->with([&](State& state) {
    for (const auto& blob : *found) {
      const auto digest = parse_digest(std::string_view(blob.key).substr(blob.key.rfind('/') + 1));
      if (digest && key(*digest) == blob.key) state.entries[*digest] = {blob.size, blob.modified_ms};
    }
  });
  return pool;
}

bool Pool::has(const Digest& digest, uint64_t size) const {
  return state_->with([&](const State& state) {
    const auto at = state.entries.find(digest);
    return at != state.entries.end() && at->second.size == size;
  });
}

std::unordered_map<Digest, PoolEntry, DigestHash> Pool::entries() const {
  return state_->with([](const State& state) { return state.entries; });
}

uint64_t Pool::added_bytes() const {
  return state_->with([](const State& state) { return state.added_bytes; });
}

base::Status Pool::add(const Digest& digest, uint64_t size, const blobs::Reader& reader) {
  if (has(digest, size)) return {};
  // One sync of everything at the end is cheaper than one a file by far. What a power cut shortens before that has
  // another size, and is put again.
  auto put = store_->put_known(key(digest), reader, to_hex(digest), blobs::Durability::relaxed);
  if (!put) return base::fail(put.error());
  state_->with([&](State& state) {
    state.entries[digest] = {*put, base::now_ms()};
    state.added_bytes += *put;
  });
  return {};
}

void Pool::sync() { ::sync(); }

base::Result<Digest> Pool::add_bytes(std::string_view bytes) {
  const Digest digest = base::sha256(bytes);
  const blobs::Reader reader = [rest = bytes](char* buffer, size_t capacity) mutable -> base::Result<size_t> {
    const size_t count = rest.copy(buffer, capacity);
    rest.remove_prefix(count);
    return count;
  };
  if (auto added = add(digest, bytes.size(), reader); !added) return base::fail(added.error());
  return digest;
}

}  // namespace veza::backup
