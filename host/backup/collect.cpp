#include "backup/collect.h"

#include "backup/parallel.h"
#include "blobs/blob_stream.h"
#include "blobs/digest.h"

namespace veza::backup {
namespace {

using base::Code;

constexpr size_t chunk = 4U << 20;
constexpr int64_t clock_slack_ms = 2'000;
constexpr int tries = 3;

class Collection {
 public:
  Collection(blobs::Store& blobs, Pool& pool, const std::vector<KnownList>& known, const CollectOptions& options)
      : blobs_(blobs), pool_(pool), known_(known), options_(options) {}

  base::Result<BlobList> run() {
    auto listed = blobs_.list("");
    if (!listed) return base::fail_while("listing " + blobs_.describe(), listed.error());
    Progress at{Progress::Unit::bytes, "files", 0, 0};
    for (const auto& blob : *listed) at.total += blob.size;
    progress_.with([&](Progress& now) { now = at; });
    std::vector<std::optional<BlobEntry>> found(listed->size());
    auto done = for_each(listed->size(), options_.parallel, [&](size_t i) {
      const uint64_t size = (*listed)[i].size;
      auto taken = take((*listed)[i], found[i]);
      if (taken) show(size);
      return taken;
    });
    if (!done) return base::fail(done.error());
    BlobList list;
    list.reserve(found.size());
    for (auto& entry : found) {
      if (entry) list.push_back(std::move(*entry));
    }
    return list;
  }

 private:
  void show(uint64_t bytes) {
    progress_.with([&](Progress& now) {
      now.done += bytes;
      options_.watch.show(now);
    });
  }

  base::Status take(blobs::BlobInfo& blob, std::optional<BlobEntry>& entry) {
    if (auto go = options_.watch.go_on(); !go) return go;
    if (const Digest* digest = known_digest(blob)) {
      entry = BlobEntry{std::move(blob.key), blob.size, blob.modified_ms, *digest};
      return {};
    }
    for (int attempt = 1;; ++attempt) {
      auto read = put(blob.key);
      if (read) {
        entry = std::move(*read);
        return {};
      }
      if (read.error().code == Code::not_found) return {};
      // Somebody put another in its place while it was read.
      if (read.error().code != Code::conflict || attempt == tries)
        return base::fail_while("storing the file " + blob.key, read.error());
    }
  }

  const Digest* known_digest(const blobs::BlobInfo& blob) const {
    for (const auto& [list, begun_ms] : known_) {
      const BlobEntry* entry = find(list, blob.key);
      if (entry && entry->size == blob.size && entry->modified_ms == blob.modified_ms &&
          entry->modified_ms < begun_ms - clock_slack_ms && pool_.has(entry->sha256, entry->size)) {
        return &entry->sha256;
      }
    }
    return nullptr;
  }

  base::Result<BlobEntry> put(const std::string& key) {
    auto stream = blobs::BlobStream::open(blobs_, key, chunk);
    if (!stream) return base::fail(stream.error());
    BlobEntry entry{key, stream->facts().size, stream->facts().modified_ms, {}};
    const auto kept = stream->facts().sha256;
    const auto digest = kept ? parse_digest(*kept) : std::nullopt;
    if (digest) {
      entry.sha256 = *digest;
    } else {
      auto read = digest_of(*stream);
      if (!read) return base::fail(read.error());
      entry.sha256 = *read;
    }
    stream->seek(0);
    const blobs::Reader reader = [&](char* buffer, size_t size) -> base::Result<size_t> {
      if (auto go = options_.watch.go_on(); !go) return base::fail(go.error());
      return stream->next(buffer, size);
    };
    if (auto added = pool_.add(entry.sha256, entry.size, reader); !added) return base::fail(added.error());
    return entry;
  }

  base::Result<Digest> digest_of(blobs::BlobStream& stream) const {
    blobs::Sha256 digest;
    std::string buffer(256U << 10, '\0');
    for (;;) {
      if (auto go = options_.watch.go_on(); !go) return base::fail(go.error());
      const auto count = stream.next(buffer.data(), buffer.size());
      if (!count) return base::fail(count.error());
      if (*count == 0) return *parse_digest(digest.hex());
      digest.update({buffer.data(), *count});
    }
  }

  blobs::Store& blobs_;
  Pool& pool_;
  const std::vector<KnownList>& known_;
  const CollectOptions& options_;
  base::Guarded<Progress> progress_;
};

}  // namespace

base::Result<BlobList> collect(blobs::Store& blobs, Pool& pool, const std::vector<KnownList>& known,
                               const CollectOptions& options) {
  return Collection(blobs, pool, known, options).run();
}

}  // namespace veza::backup
