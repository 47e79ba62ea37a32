#include "backup/repository.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "backup/snapshot_name.h"
#include "base/file.h"
#include "blobs/blob_stream.h"
#include "blobs/copy.h"
#include "blobs/digest.h"

namespace veza::backup {
namespace {

using base::Code;

constexpr std::string_view snapshots = "snapshots/";
constexpr std::string_view manifest_file = "manifest.json";
constexpr size_t chunk = 4U << 20;

std::string key_of(const std::string& name, std::string_view file) {
  return std::string(snapshots) + name + "/" + std::string(file);
}

}  // namespace

bool is_damage(const base::Error& error) {
  return error.code == Code::not_found || error.code == Code::conflict || error.code == Code::invalid ||
         error.code == Code::internal;
}

base::Result<Repository::Names> Repository::names() const {
  auto found = store_->list(snapshots);
  if (!found) return base::fail_while("listing the backups of " + store_->describe(), found.error());
  std::map<std::string, bool> all;
  for (const auto& blob : *found) {
    const std::string_view rest = std::string_view(blob.key).substr(snapshots.size());
    const auto slash = rest.find('/');
    if (slash == rest.npos || !snapshot_time(rest.substr(0, slash))) continue;
    all[std::string(rest.substr(0, slash))] |= rest.substr(slash + 1) == manifest_file;
  }
  Names names;
  for (auto& [name, complete] : all) (complete ? names.complete : names.unfinished).push_back(name);
  return names;
}

base::Result<Manifest> Repository::manifest(const std::string& name) const {
  const auto all = names();
  if (!all) return base::fail(all.error());
  if (all->complete.empty()) return base::fail(Code::not_found, "there is no backup in " + store_->describe());
  const std::string wanted = name == "latest" ? all->complete.back() : name;
  if (std::find(all->complete.begin(), all->complete.end(), wanted) == all->complete.end()) {
    return base::fail(Code::not_found, "there is no backup " + wanted.substr(0, 40) + " in " + store_->describe() +
                                           "; the newest is " + all->complete.back());
  }
  const std::string doing = "reading the backup " + wanted;
  auto text = store_->read_all(key_of(wanted, manifest_file));
  if (!text) return base::fail_while(doing, text.error());
  auto manifest = parse_manifest(*text);
  if (!manifest) return base::fail_while(doing, manifest.error());
  if (manifest->name != wanted)
    return base::fail(Code::invalid, "the manifest of " + wanted + " is that of another backup");
  return manifest;
}

base::Result<Part> Repository::put_part(const std::string& name, const std::string& file, const std::string& path) {
  const base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return base::fail(base::errno_error("cannot open " + path, errno));
  blobs::Sha256 digest;
  const blobs::Reader reader = [&](char* buffer, size_t capacity) -> base::Result<size_t> {
    const ssize_t count = ::read(fd.get(), buffer, capacity);
    if (count < 0) return base::fail(base::errno_error("cannot read " + path, errno));
    digest.update({buffer, static_cast<size_t>(count)});
    return static_cast<size_t>(count);
  };
  auto size = store_->put(key_of(name, file), reader);
  if (!size) return base::fail_while("storing " + file + " of the backup " + name, size.error());
  return Part{file, *size, *parse_digest(digest.hex())};
}

base::Status Repository::fetch_part(const std::string& name, const Part& part, const std::string& path) const {
  const std::string doing = "fetching " + part.file + " of the backup " + name;
  const base::Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd) return base::fail(base::errno_error("cannot make " + path, errno));
  auto stream = blobs::BlobStream::open(*store_, key_of(name, part.file), chunk);
  if (!stream) return base::fail_while(doing, stream.error());
  const blobs::Reader raw = [&](char* buffer, size_t size) { return stream->next(buffer, size); };
  const auto reader = blobs::checked(raw, to_hex(part.sha256));
  std::string buffer(256U << 10, '\0');
  for (;;) {
    const auto count = reader(buffer.data(), buffer.size());
    if (!count) return base::fail_while(doing, count.error());
    if (*count == 0) return {};
    if (auto written = blobs::write_all(fd.get(), {buffer.data(), *count}); !written)
      return base::fail_while("writing " + path, written.error());
  }
}

base::Status Repository::check_part(const std::string& name, const Part& part) const {
  const auto size = store_->size(key_of(name, part.file));
  if (!size) return base::fail_while("looking for " + part.file + " of the backup " + name, size.error());
  if (*size == part.size) return {};
  return base::fail(Code::conflict, part.file + " of the backup " + name + " has " + std::to_string(*size) +
                                        " bytes and should have " + std::to_string(part.size));
}

base::Result<BlobList> Repository::blob_list(const Manifest& manifest, const std::string& work_folder) const {
  const std::string path = work_folder + "/" + manifest.name + "-blobs.gz";
  if (auto fetched = fetch_part(manifest.name, manifest.blobs, path); !fetched) return base::fail(fetched.error());
  return read_blob_list(path);
}

base::Status Repository::put_manifest(const Manifest& manifest) {
  auto put = store_->put_bytes(key_of(manifest.name, manifest_file), to_json(manifest).dump(1) + "\n");
  if (!put) return base::fail_while("storing the manifest of the backup " + manifest.name, put.error());
  return {};
}

base::Result<blobs::Reader> Repository::read(const Digest& digest) const {
  auto stream = blobs::BlobStream::open(*store_, Pool::key(digest), chunk);
  if (!stream) return base::fail(stream.error());
  const auto shared = std::make_shared<blobs::BlobStream>(std::move(*stream));
  // checked() refers to what it checks.
  const auto raw =
      std::make_shared<blobs::Reader>([shared](char* buffer, size_t size) { return shared->next(buffer, size); });
  return [raw, sound = blobs::checked(*raw, to_hex(digest))](char* buffer, size_t size) { return sound(buffer, size); };
}

base::Status Repository::remove(const std::string& name) {
  auto removed = store_->remove(key_of(name, manifest_file));
  if (removed) removed = store_->remove_prefix(std::string(snapshots) + name + "/");
  if (!removed) return base::fail_while("removing the backup " + name, removed.error());
  return {};
}

}  // namespace veza::backup
