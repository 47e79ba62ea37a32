// One store of each kind, for what all of them must do alike: a folder, an object store over the stand-in and, when
// VEZA_TEST_S3_URL is set (tests/support/with.mjs s3 -- unit_blobs), over a real server.
#pragma once
#include <cstdlib>

#include "blobs/s3_store.h"
#include "fake_s3.h"
#include "store_fixture.h"

namespace veza::blobs {

inline const std::vector<std::string>& store_kinds() {
  static const std::vector<std::string> kinds = std::getenv("VEZA_TEST_S3_URL")
                                                    ? std::vector<std::string>{"folder", "stand-in", "server"}
                                                    : std::vector<std::string>{"folder", "stand-in"};
  return kinds;
}

inline S3Options s3_options(const std::string& url) {
  S3Options options;
  options.url = url;
  options.access_key = "key";
  options.secret_key = "secret";
  options.part_size = 64U << 10;
  options.retries = {.attempts = 4, .first_delay_ms = 1, .total_ms = 30'000};
  options.limits.connect_timeout_ms = 5'000;
  options.limits.request_timeout_ms = 30'000;
  return options;
}

// The options of the real server, below a prefix of its own.
inline S3Options server_options() {
  std::string url = std::getenv("VEZA_TEST_S3_URL");
  const std::string prefix = "t" + base::hex(base::sha256(base::random_token()).data(), 8);
  url.insert(url.find('?'), "/" + prefix);
  S3Options options = s3_options(url);
  options.access_key = std::getenv("VEZA_TEST_S3_ACCESS_KEY");
  options.secret_key = std::getenv("VEZA_TEST_S3_SECRET_KEY");
  return options;
}

struct AnyStore : StoreFixture {
  explicit AnyStore(const std::string& kind) {
    if (kind == "folder") return;
    if (kind == "stand-in") fake = std::make_unique<test::FakeS3>();
    store = must(open_s3(fake ? s3_options(fake->url()) : server_options()));
  }
  ~AnyStore() { store.reset(); }
  std::unique_ptr<test::FakeS3> fake;
};

// `size` bytes that no two places of share.
inline std::string some_bytes(size_t size, unsigned seed = 7) {
  std::string bytes(size, '\0');
  for (auto& c : bytes) c = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
  return bytes;
}

}  // namespace veza::blobs
