#include "blobs/folder_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "base/crypto.h"
#include "base/guarded.h"
#include "blobs/copy.h"
#include "blobs/folder_list.h"
#include "blobs/key.h"
#include "blobs/linked_file.h"
#include "blobs/open_files.h"
#include "blobs/staged_file.h"

namespace veza::blobs {
namespace {

namespace fs = std::filesystem;
using base::Code;

int64_t nanoseconds(const timespec& time) { return static_cast<int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec; }

// By change time, not modification time: a file that is moved in keeps the latter.
std::string etag_of(const struct stat& info) {
  char text[80];
  std::snprintf(text, sizeof text, "\"%llx-%llx-%llx\"", static_cast<unsigned long long>(info.st_ino),
                static_cast<unsigned long long>(info.st_size),
                static_cast<unsigned long long>(nanoseconds(info.st_ctim)));
  return text;
}

// A file where a folder is needed, or the other way round, is a fault of the keys.
base::Error path_error(const std::string& what, int error_number) {
  auto error = base::errno_error(what, error_number);
  if (error_number == ENOTDIR || error_number == EISDIR || error_number == ENOTEMPTY || error_number == EEXIST) {
    error = {Code::conflict, what + ": one key is the prefix of another"};
  } else if (error_number == EIO || error_number == EROFS) {
    error.code = Code::unavailable;
  }
  return error;
}

class FolderStore : public Store {
 public:
  FolderStore(std::string root, size_t open_files) : root_(std::move(root)), open_files_(open_files) {}

  base::Result<uint64_t> put(std::string_view key, const Reader& reader, Durability durability) override {
    uint64_t size = 0;
    auto status = store(key, durability, [&](int fd) -> base::Status {
      std::string buffer(64U << 10, '\0');
      for (;;) {
        auto n = reader(buffer.data(), buffer.size());
        if (!n) return base::fail(n.error());
        if (*n == 0) return {};
        if (auto written = write_all(fd, {buffer.data(), *n}); !written) return written;
        size += *n;
      }
    });
    if (!status) return base::fail(status.error());
    return size;
  }

  base::Status put_fd(std::string_view key, int fd, uint64_t offset, uint64_t size, Durability durability) override {
    return store(key, durability, [&](int to) { return copy_range(fd, offset, size, to); });
  }

  base::Status put_file(std::string_view key, const std::string& path, Source source, Durability durability) override {
    if (auto status = check_key(key); !status) return status;
    const base::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file) return base::fail(base::errno_error("cannot open " + path, errno));
    struct stat info {};
    if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
      return base::fail(Code::invalid, path + " is not a regular file");
    }
    if (source == Source::move) {
      if (durability == Durability::durable && ::fsync(file.get()) != 0) {
        return base::fail(base::errno_error("cannot sync " + path, errno));
      }
      const int error = place(key, path);
      if (error == 0) return placed(key, durability);
      if (error != EXDEV)
        return base::fail(path_error("cannot move " + path + " to the blob " + std::string(key), error));
    }
    auto status = put_fd(key, file.get(), 0, static_cast<uint64_t>(info.st_size), durability);
    if (status && source == Source::move) ::unlink(path.c_str());
    return status;
  }

  base::Status link(std::string_view key, const std::string& path, Durability durability) override {
    if (auto status = check_key(key); !status) return status;
    if (auto file = open_linked(path); !file) return base::fail(file.error());
    const std::string staged = staging_folder() + "/" + base::random_token(12);
    if (::symlink(path.c_str(), staged.c_str()) != 0)
      return base::fail(base::errno_error("cannot make a link in " + staging_folder(), errno));
    if (const int error = place(key, staged); error != 0) {
      ::unlink(staged.c_str());
      return base::fail(path_error("cannot store the blob " + std::string(key), error));
    }
    return placed(key, durability);
  }

  base::Result<OpenBlob> open(std::string_view key) override {
    if (auto cached = open_files_.find(key)) return *std::move(cached);
    if (auto status = check_key(key); !status) return base::fail(status.error());
    const uint64_t ticket = open_files_.ticket(key);
    auto file =
        std::make_shared<const base::Fd>(::open(path_of(key).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!*file && errno == ELOOP) return open_link(key);
    if (!*file && errno != ENOENT && errno != ENOTDIR) {
      return base::fail(base::errno_error("cannot open the blob " + std::string(key), errno));
    }
    struct stat info {};
    if (!*file || ::fstat(file->get(), &info) != 0 || !S_ISREG(info.st_mode)) return base::fail(missing(key));
    OpenBlob blob{std::move(file), static_cast<uint64_t>(info.st_size), nanoseconds(info.st_mtim) / 1'000'000,
                  etag_of(info)};
    open_files_.keep(key, blob, ticket);
    return blob;
  }

  base::Result<size_t> read(std::string_view key, uint64_t offset, char* out, size_t size) override {
    auto blob = open(key);
    if (!blob) return base::fail(blob.error());
    return read_open(key, *blob, offset, out, size);
  }

  base::Result<size_t> read_of(std::string_view key, const std::string& etag, uint64_t offset, char* out,
                               size_t size) override {
    auto blob = open(key);
    if (!blob) return base::fail(blob.error());
    if (blob->etag != etag)
      return base::fail(Code::conflict, "the blob " + std::string(key) + " was replaced meanwhile");
    return read_open(key, *blob, offset, out, size);
  }

  static base::Result<size_t> read_open(std::string_view key, const OpenBlob& blob, uint64_t offset, char* out,
                                        size_t size) {
    size_t done = 0;
    while (done < size && offset + done < blob.size) {
      const ssize_t n = ::pread(blob.file->get(), out + done, size - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return base::fail(base::errno_error("cannot read the blob " + std::string(key), errno));
      if (n == 0) break;
      done += static_cast<size_t>(n);
    }
    return done;
  }

  base::Result<uint64_t> size(std::string_view key) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    struct stat info {};
    const bool there = ::lstat(path_of(key).c_str(), &info) == 0;
    if (there && S_ISLNK(info.st_mode)) {
      auto linked = open_link(key);
      if (!linked) return base::fail(linked.error());
      return linked->size;
    }
    if (!there || !S_ISREG(info.st_mode)) return base::fail(missing(key));
    return static_cast<uint64_t>(info.st_size);
  }

  base::Result<BlobFacts> facts(std::string_view key) override {
    auto blob = open(key);
    if (!blob) return base::fail(blob.error());
    return BlobFacts{blob->size, blob->modified_ms, blob->etag, std::nullopt};
  }

  base::Status remove(std::string_view key) override {
    if (auto status = check_key(key); !status) return status;
    const std::string path = path_of(key);
    const int error = ::unlink(path.c_str()) == 0 ? 0 : errno;
    open_files_.forget(key);
    // EISDIR: the key is a prefix only, so there is no blob of that name.
    if (error != 0 && error != ENOENT && error != ENOTDIR && error != EISDIR) {
      return base::fail(path_error("cannot remove the blob " + std::string(key), error));
    }
    remove_empty_parents(path);
    return {};
  }

  base::Status remove_prefix(std::string_view prefix) override {
    if (auto status = check_prefix(prefix); !status) return status;
    const std::string path = path_of(prefix.substr(0, prefix.size() - 1));
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return {};
    // Renamed first: all of it is gone at once, and a put that comes now makes its own folder.
    const std::string trash = trash_folder() + "/" + base::random_token(12);
    const int error = ::rename(path.c_str(), trash.c_str()) == 0 ? 0 : errno;
    open_files_.forget_prefix(prefix);
    if (error == ENOENT) return {};
    if (error != 0) return base::fail(path_error("cannot remove the blobs below " + std::string(prefix), error));
    remove_empty_parents(path);
    std::error_code failed;
    fs::remove_all(trash, failed);
    if (failed) {
      return base::fail(Code::unavailable, "cannot delete " + trash + " (removed blobs): " + failed.message());
    }
    return {};
  }

  base::Result<std::vector<BlobInfo>> list(std::string_view prefix) override {
    if (prefix.empty()) return list_folder(root_, "");
    if (auto status = check_prefix(prefix); !status) return base::fail(status.error());
    return list_folder(path_of(prefix.substr(0, prefix.size() - 1)), std::string(prefix));
  }

  base::Result<std::optional<std::string>> local_path(std::string_view key) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    if (auto target = link_target(path_of(key))) return target;
    return path_of(key);
  }

  base::Result<std::optional<std::string>> presigned_get(std::string_view key, int64_t, const Presentation&) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    return std::nullopt;
  }

  base::Status ping() override {
    const std::string key = "veza-check/" + base::random_token(9);
    auto status = put_bytes(key, "ok", Durability::relaxed);
    if (status) {
      auto back = read_all(key);
      if (!back) status = base::fail(back.error());
    }
    if (status) status = remove(key);
    if (!status) return base::fail_while("checking the blob folder " + root_, status.error());
    return {};
  }

  std::string describe() const override { return "folder " + root_; }

  std::string staging_folder() const { return root_ + "/.tmp"; }
  std::string trash_folder() const { return root_ + "/.trash"; }

 private:
  std::string path_of(std::string_view key) const { return root_ + "/" + std::string(key); }
  static base::Error missing(std::string_view key) { return {Code::not_found, "there is no blob " + std::string(key)}; }

  template <class Fill>
  base::Status store(std::string_view key, Durability durability, Fill&& fill) {
    if (auto status = check_key(key); !status) return status;
    const std::string doing = "storing the blob " + std::string(key);
    auto staged = StagedFile::create(staging_folder());
    if (!staged) return base::fail_while(doing, staged.error());
    base::Status status = fill(staged->fd());
    if (status && durability == Durability::durable) status = staged->sync();
    if (!status) return base::fail_while(doing, status.error());
    if (const int error = place(key, staged->path()); error != 0) {
      return base::fail(path_error("cannot store the blob " + std::string(key), error));
    }
    staged->placed();
    return placed(key, durability);
  }

  // The file a link leads to. Not kept open in the cache: it is changed by others, who do not tell.
  base::Result<OpenBlob> open_link(std::string_view key) {
    const auto target = link_target(path_of(key));
    if (!target) return base::fail(missing(key));
    auto file = open_linked(*target);
    struct stat info {};
    if (!file || ::fstat(file->get(), &info) != 0) {
      return base::fail(Code::not_found,
                        "the blob " + std::string(key) + " is the file " + *target +
                            ", which cannot be read: " + (file ? "it was removed" : file.error().message));
    }
    return OpenBlob{std::make_shared<const base::Fd>(std::move(*file)), static_cast<uint64_t>(info.st_size),
                    nanoseconds(info.st_mtim) / 1'000'000, etag_of(info)};
  }

  // Renames `from` to the blob's path, its folders made; 0 or errno.
  int place(std::string_view key, const std::string& from) {
    return folders_.read([&](const auto&) { return place_in_folders(key, from); });
  }
  int place_in_folders(std::string_view key, const std::string& from) {
    const std::string path = path_of(key);
    int error = 0;
    // A remove() of another process may take an empty folder away at any moment in between, which looks like each of
    // these.
    const auto may_pass = [](int code) { return code == ENOENT || code == EEXIST || code == ENOTDIR; };
    for (int attempt = 0; attempt < 100; ++attempt) {
      std::error_code failed;
      fs::create_directories(fs::path(path).parent_path(), failed);
      if (failed && !may_pass(failed.value())) return failed.value();
      error = failed ? failed.value() : 0;
      if (error == 0) error = ::rename(from.c_str(), path.c_str()) == 0 ? 0 : errno;
      if (!may_pass(error)) break;
      std::this_thread::yield();
    }
    return error;
  }

  base::Status placed(std::string_view key, Durability durability) {
    open_files_.forget(key);
    if (durability == Durability::relaxed) return {};
    // A folder on the way may be new, or come from a put that did not sync.
    std::string folder = path_of(key);
    do {
      folder.resize(folder.rfind('/'));
      auto status = sync_folder(folder);
      if (!status && status.error().code != Code::not_found) return status;
    } while (folder.size() > root_.size());
    return {};
  }

  // rmdir refuses a folder that holds something, also when that came just now.
  void remove_empty_parents(std::string path) {
    folders_.with([&](auto&) {
      for (path.resize(path.rfind('/')); path.size() > root_.size(); path.resize(path.rfind('/'))) {
        if (::rmdir(path.c_str()) != 0) return;
      }
    });
  }

  std::string root_;
  OpenFiles open_files_;
  // The tree of folders itself: many put into it at once, one takes empty folders away.
  struct Folders {};
  base::Guarded<Folders, std::shared_mutex> folders_;
};

// Makes the folder, and removes what a host that died left there. The young stay: another process may be writing them.
base::Status prepare_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directory(folder, error);
  if (error) return base::fail(Code::unavailable, "cannot make the folder " + folder + ": " + error.message());
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::error_code ignored;
    if (entry.last_write_time(ignored) < old) fs::remove_all(entry.path(), ignored);
  }
  if (error) return base::fail(Code::unavailable, "cannot list the folder " + folder + ": " + error.message());
  return {};
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_folder(const FolderOptions& options) {
  std::error_code error;
  const std::string root = fs::absolute(options.root, error).lexically_normal().string();
  if (options.root.empty() || root == "/") return base::fail(Code::invalid, "the blob folder is not set");
  fs::create_directory(root, error);
  if (error) return base::fail(Code::unavailable, "cannot make the blob folder " + root + ": " + error.message());
  auto store =
      std::make_unique<FolderStore>(root.ends_with('/') ? root.substr(0, root.size() - 1) : root, options.open_files);
  for (const std::string& folder : {store->staging_folder(), store->trash_folder()}) {
    if (auto status = prepare_folder(folder); !status) return base::fail(status.error());
  }
  return store;
}

}  // namespace veza::blobs
