#include "blobs/copy_stores.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "blobs/blob_stream.h"
#include "blobs/digest.h"

namespace veza::blobs {
namespace {

using base::Code;

constexpr size_t chunk = 4U << 20;  // of a remote blob, per request

class Copy {
 public:
  Copy(Store& from, Store& to, const CopyOptions& options) : from_(from), to_(to), options_(options) {}

  base::Result<CopyProgress> run() {
    auto blobs = from_.list(options_.prefix);
    if (!blobs) return base::fail_while("listing " + from_.describe(), blobs.error());
    blobs_ = std::move(*blobs);
    auto there = to_.list(options_.prefix);
    if (!there) return base::fail_while("listing " + to_.describe(), there.error());
    for (auto& blob : *there) there_.emplace(std::move(blob.key), blob.size);
    uint64_t bytes = 0;
    for (const auto& blob : blobs_) bytes += blob.size;
    report([&](CopyProgress& now) {
      now.blobs_total = blobs_.size();
      now.bytes_total = bytes;
    });
    std::vector<std::thread> threads;
    const size_t count = std::clamp<size_t>(options_.parallel, 1, std::max<size_t>(blobs_.size(), 1));
    for (size_t i = 1; i < count; ++i) threads.emplace_back([this] { work(); });
    work();
    for (auto& thread : threads) thread.join();
    return state_.with([](const State& state) -> base::Result<CopyProgress> {
      if (state.fault) return base::fail(*state.fault);
      return state.progress;
    });
  }

 private:
  struct State {
    CopyProgress progress;
    std::optional<base::Error> fault;
  };

  template <class Change>
  void report(Change change) {
    state_.with([&](State& state) {
      change(state.progress);
      if (options_.progress) options_.progress(state.progress);
    });
  }

  void work() {
    for (size_t i; !stop_ && (i = next_++) < blobs_.size();) {
      auto status = one(blobs_[i]);
      if (status) continue;
      // In this order: the others end with "cancelled" only once the reason is known.
      state_.with([&](State& state) {
        if (!state.fault) state.fault = status.error().while_("copying the blob " + blobs_[i].key);
      });
      stop_ = true;
    }
  }

  base::Status one(const BlobInfo& blob) {
    const auto digest = sha256_of(from_, blob.key);
    if (!digest && digest.error().code == Code::not_found) return passed_over(blob);
    if (!digest) return base::fail(digest.error());
    const auto same = is_there(blob, *digest);
    if (!same) return base::fail(same.error());
    if (*same) {
      report([&](CopyProgress& now) {
        now.bytes_done += blob.size;
        ++now.blobs_skipped;
        ++now.blobs_done;
      });
      return {};
    }
    if (auto status = transfer(blob, *digest); !status) return status;
    if (options_.verify) {
      const auto back = sha256_of(to_, blob.key, true);
      if (!back) return base::fail_while("reading it back", back.error());
      if (*back != *digest)
        return base::fail(Code::internal, to_.describe() + " gives back other bytes than it was given");
    }
    report([](CopyProgress& now) { ++now.blobs_done; });
    return {};
  }

  base::Status passed_over(const BlobInfo& blob) {
    report([&](CopyProgress& now) {
      --now.blobs_total;
      now.bytes_total -= blob.size;
    });
    return {};
  }

  // A remote target that keeps no digest is copied to anew rather than read: it costs the same and leaves one.
  base::Result<bool> is_there(const BlobInfo& blob, const std::string& digest) {
    const auto at = there_.find(blob.key);
    if (at == there_.end() || at->second != blob.size) return false;
    const auto facts = to_.facts(blob.key);
    if (!facts && facts.error().code == Code::not_found) return false;
    if (!facts) return base::fail(facts.error());
    if (facts->sha256 && *facts->sha256 != digest) return false;
    if (facts->sha256 && !options_.verify) return true;
    const auto local = to_.local_path(blob.key);
    if (!local) return base::fail(local.error());
    if (!options_.verify && !*local) return false;
    const auto back = sha256_of(to_, blob.key, true);
    if (!back) return base::fail(back.error());
    return *back == digest;
  }

  base::Status transfer(const BlobInfo& blob, const std::string& digest) {
    auto stream = BlobStream::open(from_, blob.key, chunk);
    if (!stream) return base::fail(stream.error());
    uint64_t sent = 0;
    const Reader reader = [&](char* buffer, size_t size) -> base::Result<size_t> {
      if (stop_) return base::fail(Code::cancelled, "another blob could not be copied");
      auto count = stream->next(buffer, size);
      if (count && *count > 0) {
        sent += *count;
        report([&](CopyProgress& now) { now.bytes_done += *count; });
      }
      return count;
    };
    auto done = to_.put_known(blob.key, reader, digest);
    if (done) return {};
    report([&](CopyProgress& now) { now.bytes_done -= sent; });
    return base::fail(done.error());
  }

  Store& from_;
  Store& to_;
  const CopyOptions& options_;
  std::vector<BlobInfo> blobs_;
  std::map<std::string, uint64_t, std::less<>> there_;
  std::atomic<size_t> next_{0};
  std::atomic<bool> stop_{false};
  base::Guarded<State> state_;
};

}  // namespace

base::Result<CopyProgress> copy_stores(Store& from, Store& to, const CopyOptions& options) {
  return Copy(from, to, options).run();
}

base::Result<std::string> sha256_of(Store& store, const std::string& key, bool read) {
  auto stream = BlobStream::open(store, key, chunk);
  if (!stream) return base::fail(stream.error());
  if (!read && stream->facts().sha256) return *stream->facts().sha256;
  Sha256 digest;
  std::string buffer(256U << 10, '\0');
  for (;;) {
    const auto count = stream->next(buffer.data(), buffer.size());
    if (!count) return base::fail(count.error());
    if (*count == 0) return digest.hex();
    digest.update({buffer.data(), *count});
  }
}

}  // namespace veza::blobs
