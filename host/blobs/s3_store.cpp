#include "blobs/s3_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/crypto.h"
#include "base/text.h"
#include "blobs/digest.h"
#include "blobs/key.h"
#include "blobs/s3_answers.h"
#include "blobs/s3_delete.h"
#include "blobs/s3_read.h"
#include "blobs/s3_upload.h"

namespace veza::blobs {
namespace {

using base::Code;

constexpr size_t most_pages = 1'000'000;
constexpr size_t most_parts = 10'000;

// `size` bytes of a file from `offset`, by position. invalid when it ends early.
Reader reader_of(int fd, uint64_t offset, uint64_t size) {
  return [=](char* buffer, size_t capacity) mutable -> base::Result<size_t> {
    if (size == 0) return size_t{0};
    ssize_t n = -1;
    do {
      n = ::pread(fd, buffer, std::min<uint64_t>(capacity, size), static_cast<off_t>(offset));
    } while (n < 0 && errno == EINTR);
    if (n < 0) return base::fail(base::errno_error("cannot read the source", errno));
    if (n == 0) return base::fail(Code::invalid, "the source ended " + std::to_string(size) + " bytes early");
    offset += static_cast<uint64_t>(n);
    size -= static_cast<uint64_t>(n);
    return static_cast<size_t>(n);
  };
}

base::Result<std::string> sha256_of(const Reader& reader) {
  Sha256 digest;
  std::string buffer(256U << 10, '\0');
  for (;;) {
    auto count = reader(buffer.data(), buffer.size());
    if (!count) return base::fail(count.error());
    if (*count == 0) return digest.hex();
    digest.update({buffer.data(), *count});
  }
}

class S3Store : public Store {
 public:
  S3Store(std::unique_ptr<S3Client> client, size_t part_size) : client_(std::move(client)), part_size_(part_size) {}

  base::Result<uint64_t> put(std::string_view key, const Reader& reader, Durability) override {
    return store(key, reader, part_size_, std::nullopt);
  }

  base::Result<uint64_t> put_known(std::string_view key, const Reader& reader, const std::string& sha256,
                                   Durability) override {
    if (!is_sha256(sha256)) return base::fail(Code::invalid, "the SHA-256 of the blob is none");
    return store(key, checked(reader, sha256), part_size_, sha256);
  }

  base::Status put_fd(std::string_view key, int fd, uint64_t offset, uint64_t size, Durability) override {
    if (auto status = check_key(key); !status) return status;
    // A large file is read twice, so that its digest can be kept beside it; the second pass is checked against it.
    std::optional<std::string> sha256;
    Reader reader = reader_of(fd, offset, size);
    if (size > part_size_) {
      auto digest = sha256_of(reader_of(fd, offset, size));
      if (!digest) return base::fail_while("storing the blob " + std::string(key), digest.error());
      sha256 = *digest;
    }
    const size_t part = std::max<uint64_t>(part_size_, size / most_parts + 1);
    const auto stored = store(key, sha256 ? checked(reader, *sha256) : reader, part, sha256);
    if (!stored) return base::fail(stored.error());
    return {};
  }

  base::Status put_file(std::string_view key, const std::string& path, Source source, Durability durability) override {
    if (auto status = check_key(key); !status) return status;
    const base::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file) return base::fail(base::errno_error("cannot open " + path, errno));
    struct stat info {};
    if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
      return base::fail(Code::invalid, path + " is not a regular file");
    }
    auto status = put_fd(key, file.get(), 0, static_cast<uint64_t>(info.st_size), durability);
    if (status && source == Source::move) ::unlink(path.c_str());
    return status;
  }

  base::Result<OpenBlob> open(std::string_view key) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    return base::fail(Code::unsupported, "the blob " + std::string(key) + " is in an object store, not in a file");
  }

  base::Result<size_t> read(std::string_view key, uint64_t offset, char* out, size_t size) override {
    return read_range(*client_, key, "", offset, out, size);
  }
  base::Result<size_t> read_of(std::string_view key, const std::string& etag, uint64_t offset, char* out,
                               size_t size) override {
    return read_range(*client_, key, etag, offset, out, size);
  }
  base::Result<BlobFacts> facts(std::string_view key) override { return read_facts(*client_, key); }
  base::Result<uint64_t> size(std::string_view key) override {
    return facts(key).map([](const BlobFacts& found) { return found.size; });
  }

  base::Status remove(std::string_view key) override {
    if (auto status = check_key(key); !status) return status;
    return delete_object(*client_, key);
  }

  base::Status remove_prefix(std::string_view prefix) override {
    if (auto status = check_prefix(prefix); !status) return status;
    const auto blobs = list(prefix);
    if (!blobs) return base::fail(blobs.error());
    return delete_objects(*client_, *blobs);
  }

  base::Result<std::vector<BlobInfo>> list(std::string_view prefix) override {
    if (!prefix.empty()) {
      if (auto status = check_prefix(prefix); !status) return base::fail(status.error());
    }
    std::vector<BlobInfo> found;
    std::string from;
    for (size_t pages = 0; pages < most_pages; ++pages) {
      auto page = list_page(prefix, from);
      if (!page) return base::fail_while("listing the blobs", page.error());
      for (auto& object : page->objects) take(prefix, std::move(object), found);
      if (page->next.empty()) break;
      if (page->next == from) return base::fail(Code::unavailable, "while listing the blobs: the list goes in circles");
      from = std::move(page->next);
    }
    // S3 sorts by key as bytes; not every store that speaks its language does.
    std::sort(found.begin(), found.end(), [](const BlobInfo& a, const BlobInfo& b) { return a.key < b.key; });
    return found;
  }

  base::Result<std::optional<std::string>> local_path(std::string_view key) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    return std::nullopt;
  }

  base::Result<std::optional<std::string>> presigned_get(std::string_view key, int64_t ttl_seconds,
                                                         const Presentation& as) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    sigv4::Pairs query;
    if (!as.content_type.empty()) query.emplace_back("response-content-type", as.content_type);
    if (!as.content_disposition.empty()) query.emplace_back("response-content-disposition", as.content_disposition);
    return client_->presigned(key, std::move(query), ttl_seconds);
  }

  base::Status ping() override {
    const std::string key = "veza-check/" + base::random_token(9);
    auto status = put_bytes(key, "ok");
    if (status) {
      const auto back = read_all(key, 16);
      if (!back) status = base::fail(back.error());
      if (back && *back != "ok") status = base::fail(Code::unavailable, "it gives back other bytes than it was given");
    }
    // Also after a put that failed: its answer may be what was lost.
    auto removed = remove(key);
    if (status) status = std::move(removed);
    if (!status) return base::fail_while("checking the object store", status.error());
    return {};
  }

  std::string describe() const override { return "S3 " + client_->target().describe(); }

 private:
  base::Result<uint64_t> store(std::string_view key, const Reader& reader, size_t part_size,
                               const std::optional<std::string>& sha256) {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    auto size = upload(*client_, key, reader, part_size, sha256);
    if (!size) return base::fail_while("storing the blob " + std::string(key), size.error());
    return size;
  }

  base::Result<S3Page> list_page(std::string_view prefix, const std::string& from) const {
    S3Call call{
        .method = "GET",
        .query = {
            {"list-type", "2"}, {"encoding-type", "url"}, {"prefix", client_->target().prefix + std::string(prefix)}}};
    if (!from.empty()) call.query.emplace_back("continuation-token", from);
    const auto reply = client_->call(call);
    if (!reply) return base::fail(reply.error().error);
    auto page = parse_page(reply->body);
    if (!page) {
      return base::fail(Code::unavailable, "the object store (" + client_->target().describe() +
                                               ") answered nonsense: " + page.error().message);
    }
    return page;
  }

  // What is no key of ours was put there by somebody else.
  void take(std::string_view prefix, BlobInfo object, std::vector<BlobInfo>& found) const {
    const std::string& before = client_->target().prefix;
    if (!object.key.starts_with(before)) return;
    object.key.erase(0, before.size());
    if (object.key.starts_with(prefix) && check_key(object.key)) found.push_back(std::move(object));
  }

  std::unique_ptr<S3Client> client_;
  size_t part_size_;
};

// Keys end up in header fields.
bool is_plain(std::string_view text) {
  return !text.empty() && text.size() <= 1024 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_s3(const S3Options& options) {
  auto target = parse_s3_url(options.url);
  if (!target) return base::fail(target.error());
  if (options.access_key.empty() || options.secret_key.empty()) {
    return base::fail(Code::invalid,
                      "an object store needs keys: set blobs.access_key and blobs.secret_key (better as files: "
                      "VEZA_BLOBS_ACCESS_KEY_FILE, VEZA_BLOBS_SECRET_KEY_FILE)");
  }
  if (!is_plain(options.access_key) || !is_plain(options.secret_key) ||
      options.access_key.find('/') != std::string::npos ||
      !(options.session_token.empty() || options.session_token.size() <= 4096)) {
    return base::fail(Code::invalid, "the object store's keys hold a character no key has");
  }
  for (const char c : options.session_token) {
    if (c <= ' ' || c >= '\x7f') return base::fail(Code::invalid, "the session token holds a character none has");
  }
  auto client = S3Client::create(std::move(*target), {options.access_key, options.secret_key, options.session_token},
                                 options.limits, options.retries, options.clock);
  if (!client) return base::fail(client.error());
  return std::make_unique<S3Store>(std::move(*client), std::max<size_t>(options.part_size, 1));
}

}  // namespace veza::blobs
