#include "backup/blob_list.h"

#include <algorithm>

#include "backup/gzip_file.h"
#include "base/text.h"
#include "blobs/key.h"

namespace veza::backup {
namespace {

std::optional<BlobEntry> parse_line(std::string_view line) {
  const auto parts = base::split(line, ' ');
  if (parts.size() != 4 || !blobs::check_key(parts[3])) return std::nullopt;
  const auto digest = parse_digest(parts[0]);
  const auto size = base::to_int(parts[1]);
  const auto modified = base::to_int(parts[2]);
  if (!digest || !size || *size < 0 || !modified) return std::nullopt;
  return BlobEntry{std::string(parts[3]), static_cast<uint64_t>(*size), *modified, *digest};
}

}  // namespace

const BlobEntry* find(const BlobList& list, std::string_view key) {
  const auto at =
      std::lower_bound(list.begin(), list.end(), key, [](const BlobEntry& entry, auto k) { return entry.key < k; });
  return at != list.end() && at->key == key ? &*at : nullptr;
}

std::vector<std::string_view> keys_of(const BlobList& list) {
  std::vector<std::string_view> keys;
  keys.reserve(list.size());
  for (const auto& entry : list) keys.emplace_back(entry.key);
  return keys;
}

uint64_t bytes_of(const BlobList& list) {
  uint64_t bytes = 0;
  for (const auto& entry : list) bytes += entry.size;
  return bytes;
}

base::Status write_blob_list(const BlobList& list, const std::string& path) {
  auto file = GzipWriter::open(path);
  if (!file) return base::fail(file.error());
  for (const auto& entry : list) {
    const std::string line = to_hex(entry.sha256) + " " + std::to_string(entry.size) + " " +
                             std::to_string(entry.modified_ms) + " " + entry.key + "\n";
    if (auto written = file->write(line); !written) return written;
  }
  return file->finish();
}

base::Result<BlobList> read_blob_list(const std::string& path) {
  auto file = GzipReader::open(path);
  if (!file) return base::fail(file.error());
  BlobList list;
  std::string line;
  for (;;) {
    const auto more = file->line(line);
    if (!more) return base::fail(more.error());
    if (!*more) return list;
    auto entry = parse_line(line);
    if (!entry || (!list.empty() && list.back().key >= entry->key)) {
      return base::fail(base::Code::invalid, path + ", line " + std::to_string(list.size() + 1) +
                                                 ", is not what the list of a backup's blobs holds");
    }
    list.push_back(std::move(*entry));
  }
}

}  // namespace veza::backup
