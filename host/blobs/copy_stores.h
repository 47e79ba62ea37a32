// Every blob of one store into another, so that a site can move between a folder and an object store.
//
// Each blob is compared by size and SHA-256 first and left alone when it is there already, so a copy that was cut short
// is finished by running it again. What travels is checked against its digest: a blob that changes or is damaged on the
// way is not stored. Nothing is ever removed from either store.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "blobs/store.h"

namespace veza::blobs {

struct CopyProgress {
  uint64_t blobs_total = 0, blobs_done = 0, blobs_skipped = 0;  // skipped ones are done as well
  uint64_t bytes_total = 0, bytes_done = 0;
};

struct CopyOptions {
  bool verify = false;      // read every blob back from the target, also those that were there, and compare
  size_t parallel = 4;      // blobs under way at once
  std::string prefix = {};  // only what is below it ("" = all)
  // After each blob and each piece of one; one call at a time, on any of the copying threads.
  std::function<void(const CopyProgress&)> progress = {};
};

// Ends at the first fault, which names the blob. Blobs put into `from` after the start are not seen; those removed
// meanwhile are passed over.
base::Result<CopyProgress> copy_stores(Store& from, Store& to, const CopyOptions& options = {});

// The blob's SHA-256: the one the store keeps beside it, unless `read` says to read it all the same.
base::Result<std::string> sha256_of(Store& store, const std::string& key, bool read = false);

}  // namespace veza::blobs
