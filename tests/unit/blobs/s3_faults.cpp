// Every request of every operation goes wrong in every way, once and always: what comes out is a success or a clear
// error, and nothing half-written is ever visible.
#include "any_store.h"
#include "blobs/blob_stream.h"

namespace veza::blobs {

using test::FakeRequest;
using test::FakeS3;
using test::Misdeed;

BOOST_AUTO_TEST_SUITE(s3_faults)

const std::string small = some_bytes(1000);
const std::string large = some_bytes(150'000);  // three parts

struct Operation {
  std::string name;
  std::function<base::Status(Store&)> run;
};

base::Status compare(const base::Result<std::string>& read, const std::string& expected) {
  if (!read) return base::fail(read.error());
  BOOST_TEST((*read == expected), "a read gave other bytes");
  return {};
}

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all = {
      {"put small", [](Store& store) { return store.put_bytes("k", small); }},
      {"put large", [](Store& store) { return store.put_bytes("k", large); }},
      {"read", [](Store& store) { return compare(store.read_all("there"), large); }},
      {"stream",
       [](Store& store) -> base::Status {
         auto stream = BlobStream::open(store, "there", 60'000);
         if (!stream) return base::fail(stream.error());
         std::string read, piece(40'000, '\0');
         for (;;) {
           const auto count = stream->next(piece.data(), piece.size());
           if (!count) return base::fail(count.error());
           if (*count == 0) return compare(read, large);
           read.append(piece, 0, *count);
         }
       }},
      {"list",
       [](Store& store) -> base::Status {
         const auto blobs = store.list("");
         if (!blobs) return base::fail(blobs.error());
         BOOST_TEST(blobs->size() == 4u);
         return {};
       }},
      {"remove", [](Store& store) { return store.remove("gone"); }},
      {"remove prefix", [](Store& store) { return store.remove_prefix("p/"); }},
  };
  return all;
}

// All that an answer can be told by: nobody can notice other bytes of the right length.
std::vector<Misdeed> misdeeds() {
  auto all = test::all_misdeeds();
  std::erase(all, Misdeed::other_bytes);
  return all;
}

// Whether one such fault of one request must not be noticed.
bool passes(Misdeed misdeed) {
  switch (misdeed) {
    case Misdeed::none:
    case Misdeed::error_500:
    case Misdeed::slow_down:
    case Misdeed::cut_off:
    case Misdeed::closed_before:
    case Misdeed::closed_after:
    case Misdeed::stalled:
    case Misdeed::trickled:
      return true;
    default:
      return false;
  }
}

// Whether it must be noticed when every request meets it.
bool is_fatal(Misdeed misdeed) {
  return misdeed != Misdeed::none && misdeed != Misdeed::trickled && misdeed != Misdeed::garbage &&
         misdeed != Misdeed::wrong_etag && misdeed != Misdeed::error_in_200;
}

struct Site {
  explicit Site(Misdeed misdeed) {
    fake.set_object("there", large);
    for (const char* key : {"gone", "p/1", "p/2"}) fake.set_object(key, "x");
    S3Options options = s3_options(fake.url());
    if (misdeed == Misdeed::stalled) options.limits.request_timeout_ms = 1'000;
    if (misdeed == Misdeed::stalled) options.retries.attempts = 2;
    store = must(open_s3(options));
  }
  // Whatever happened, `k` is whole or not there; nothing else came.
  void check_whole() const {
    for (const auto& [key, bytes] : fake.objects()) {
      if (key == "k") BOOST_TEST((bytes == small || bytes == large), "a part of a blob is visible");
      if (key == "there") BOOST_TEST((bytes == large));
    }
    BOOST_TEST(fake.objects().size() <= 5u);
  }
  FakeS3 fake;
  std::unique_ptr<Store> store;
};

size_t requests_of(const Operation& operation) {
  Site site(Misdeed::none);
  site.fake.misbehave({});
  must(operation.run(*site.store));
  return site.fake.requests().size();
}

BOOST_AUTO_TEST_CASE(one_request_goes_wrong) {
  for (const auto& operation : operations()) {
    const size_t count = requests_of(operation);
    for (const Misdeed misdeed : misdeeds()) {
      for (size_t nth = 1; nth <= count; ++nth) {
        BOOST_TEST_CONTEXT(operation.name << ", request " << nth << " of " << count << ": " << name(misdeed)) {
          Site site(misdeed);
          site.fake.misbehave([&](const FakeRequest& r) { return r.number == nth ? misdeed : Misdeed::none; });
          const auto status = operation.run(*site.store);
          if (passes(misdeed)) BOOST_TEST(status.has_value(), (status ? "" : status.error().message));
          if (!status) BOOST_TEST(status.error().message.size() > 20u);
          site.check_whole();
          // An upload whose first answer was lost has no name to abort it by, and no parts.
          const auto& asked = site.fake.requests();
          const bool nameless = asked.at(nth - 1).ends_with("?uploads") && misdeed != Misdeed::none;
          BOOST_TEST(site.fake.open_uploads() <= (nameless ? 1u : 0u));
          if (status && operation.name == "put large") BOOST_TEST((site.fake.objects()["k"] == large));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(everything_goes_wrong) {
  for (const auto& operation : operations()) {
    for (const Misdeed misdeed : misdeeds()) {
      BOOST_TEST_CONTEXT(operation.name << ": " << name(misdeed)) {
        Site site(misdeed);
        site.fake.misbehave([&](const FakeRequest&) { return misdeed; });
        const auto status = operation.run(*site.store);
        if (is_fatal(misdeed)) BOOST_TEST(!status);
        if (!status) BOOST_TEST(status.error().message.size() > 20u, status.error().message);
        site.check_whole();
        BOOST_TEST(site.fake.requests().size() < 60u);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_last_answer_of_an_upload_is_lost_each_time) {
  // The blob is there, and the store knows it from its ETag, although no answer ever came.
  Site site(Misdeed::none);
  site.fake.misbehave([](const FakeRequest& r) {
    return r.method == "POST" && r.query.contains("uploadId") ? Misdeed::closed_after : Misdeed::none;
  });
  must(site.store->put_bytes("k", large));
  BOOST_TEST((site.fake.objects()["k"] == large));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
