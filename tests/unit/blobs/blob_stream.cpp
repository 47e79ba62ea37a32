#include "blobs/blob_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>

#include "any_store.h"

namespace veza::blobs {

BOOST_AUTO_TEST_SUITE(blob_stream)

std::string rest_of(BlobStream& stream, size_t piece) {
  std::string all, buffer(piece, '\0');
  while (const size_t n = must(stream.next(buffer.data(), buffer.size()))) all.append(buffer, 0, n);
  return all;
}

BOOST_DATA_TEST_CASE(pieces_and_places, boost::unit_test::data::make(store_kinds()), kind) {
  AnyStore site(kind);
  const std::string bytes = some_bytes(100'000);
  must(site.store->put_bytes("k", bytes));
  for (const size_t chunk : {size_t{0}, size_t{30'000}, size_t{100'000}, size_t{1'000'000}}) {
    // A chunk of one byte would be a request each.
    auto stream = must(BlobStream::open(*site.store, "k", chunk == 0 ? 25'000 : chunk));
    BOOST_TEST(stream.facts().size == bytes.size());
    BOOST_TEST((rest_of(stream, 7'777) == bytes));
    stream.seek(50'001);
    BOOST_TEST((rest_of(stream, 100'000) == bytes.substr(50'001)));
    stream.seek(99'999);
    BOOST_TEST((rest_of(stream, 4) == bytes.substr(99'999)));
    stream.seek(100'000);
    BOOST_TEST(rest_of(stream, 4).empty());
    stream.seek(UINT64_MAX);
    BOOST_TEST(rest_of(stream, 4).empty());
  }
  BOOST_TEST((BlobStream::open(*site.store, "none").error().code == base::Code::not_found));
}

BOOST_DATA_TEST_CASE(a_blob_replaced_meanwhile_is_never_mixed, boost::unit_test::data::make(store_kinds()), kind) {
  AnyStore site(kind);
  must(site.store->put_bytes("k", some_bytes(100'000)));
  auto stream = must(BlobStream::open(*site.store, "k", 30'000));
  char out[1000];
  BOOST_TEST(must(stream.next(out, sizeof out)) == 1000u);
  must(site.store->put_bytes("k", some_bytes(100'000, 9)));
  base::Result<size_t> more = size_t{1};
  while (more && *more > 0) more = stream.next(out, sizeof out);
  BOOST_REQUIRE(!more);
  BOOST_TEST((more.error().code == base::Code::conflict), more.error().message);
}

BOOST_DATA_TEST_CASE(a_whole_blob_into_a_file, boost::unit_test::data::make(store_kinds()), kind) {
  AnyStore site(kind);
  const std::string bytes = some_bytes(300'000);
  must(site.store->put_bytes("k", bytes));
  const std::string path = site.make_file("out", "");
  const base::Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  must(fetch_to(*site.store, "k", file.get()));
  BOOST_TEST((must(base::read_file(path)) == bytes));
  BOOST_TEST((fetch_to(*site.store, "none", file.get()).error().code == base::Code::not_found));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
