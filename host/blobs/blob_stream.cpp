#include "blobs/blob_stream.h"

#include <algorithm>
#include <cstring>

#include "blobs/copy.h"

namespace veza::blobs {

base::Result<BlobStream> BlobStream::open(Store& store, std::string key, size_t chunk) {
  auto facts = store.facts(key);
  if (!facts) return base::fail(facts.error());
  return BlobStream(store, std::move(key), std::max<size_t>(chunk, 1), std::move(*facts));
}

base::Status BlobStream::fetch() {
  // Not std::string::resize on the old one: a stream that waits for its client should hold no more than it needs.
  std::string bytes(std::min<uint64_t>(chunk_size_, facts_.size - at_), '\0');
  const auto count = facts_.etag.empty() ? store_->read(key_, at_, bytes.data(), bytes.size())
                                         : store_->read_of(key_, facts_.etag, at_, bytes.data(), bytes.size());
  if (!count) return base::fail(count.error());
  if (*count == 0) return base::fail(base::Code::unavailable, "the blob " + key_ + " became shorter while it was read");
  bytes.resize(*count);
  chunk_ = std::move(bytes);
  chunk_at_ = at_;
  return {};
}

base::Result<size_t> BlobStream::next(char* out, size_t size) {
  if (at_ >= facts_.size || size == 0) return size_t{0};
  if (at_ < chunk_at_ || at_ - chunk_at_ >= chunk_.size()) {
    if (auto status = fetch(); !status) return base::fail(status.error());
  }
  const size_t from = at_ - chunk_at_;
  const size_t count = std::min(size, chunk_.size() - from);
  std::memcpy(out, chunk_.data() + from, count);
  at_ += count;
  if (from + count == chunk_.size()) std::string().swap(chunk_);
  return count;
}

base::Status fetch_to(Store& store, std::string_view key, int fd) {
  constexpr size_t chunk = 4U << 20;
  auto stream = BlobStream::open(store, std::string(key), chunk);
  if (!stream) return base::fail(stream.error());
  std::string buffer(256U << 10, '\0');
  for (;;) {
    const auto count = stream->next(buffer.data(), buffer.size());
    if (!count) return base::fail(count.error());
    if (*count == 0) return {};
    if (auto status = write_all(fd, {buffer.data(), *count}); !status) return status;
  }
}

}  // namespace veza::blobs
