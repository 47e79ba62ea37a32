// Blobs in an S3-compatible object store: AWS S3, MinIO, Ceph, Garage, R2 … ("Amazon S3 API Reference").
//
// Every call is signed (SigV4), its body hashed; what an answer lacks or has too much is an error, never short data.
// Passing failures (5xx, 429, timeouts, resets) are tried again with growing random pauses, bounded in number and time.
// Proxies of the environment (https_proxy, no_proxy) are used as by every program over libcurl.
// open() is unsupported and local_path() is nothing: read, or presigned_get. Keys that are prefixes of other keys are
// allowed here, though not in a folder. Durability makes no difference.
#pragma once
#include <memory>
#include <string>

#include "base/clock.h"
#include "blobs/http_transport.h"
#include "blobs/s3_client.h"
#include "blobs/store.h"

namespace veza::blobs {

struct S3Options {
  std::string url = {};  // s3_target.h
  std::string access_key = {}, secret_key = {};
  std::string session_token = {};      // of temporary credentials
  size_t part_size = size_t{8} << 20;  // bytes of an upload in memory at once; AWS wants at least 5 MiB
  TransportLimits limits = {};         // ca_file is taken from the url
  RetryLimits retries = {};
  base::Clock clock = &base::now_ms;  // what requests are signed with
};

// Makes no request; ping() does. Errors (invalid): the url, no keys, an unreadable ca file.
base::Result<std::unique_ptr<Store>> open_s3(const S3Options& options);

}  // namespace veza::blobs
