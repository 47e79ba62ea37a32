// Where an S3 store lies: "s3://bucket[/prefix]?endpoint=https://host[:port]&region=…&style=path|virtual&ca=/file".
#pragma once
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::blobs {

struct S3Target {
  std::string bucket;
  std::string prefix;  // "" or "segments/": stands before every key
  bool https = true;
  std::string host;  // of the endpoint, with its port: what the Host field says in path style
  std::string region = "us-east-1";
  bool virtual_style = false;  // bucket.host/key instead of host/bucket/key
  std::string ca_file;         // PEM; empty: the system's

  // "https://host" with the bucket in front where the style wants it.
  std::string host_field() const;
  std::string origin() const { return (https ? "https://" : "http://") + host_field(); }
  // The path (encoded, "/…") of a key, or of the bucket itself when `key` is empty. `key` goes without the prefix.
  std::string path_of(std::string_view key) const;
  // "bucket NAME at https://host", for people.
  std::string describe() const;
};

// Without endpoint: AWS of that region, in virtual style. Plain http is for a store on this machine or a trusted
// network: bodies are signed then too. Errors (invalid) name the part that is wrong.
base::Result<S3Target> parse_s3_url(std::string_view url);

}  // namespace veza::blobs
