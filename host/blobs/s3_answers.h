// What an S3 server says in XML, taken apart. All of it is untrusted: fields are checked and bounded here.
// Source: Amazon S3 API Reference.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "blobs/store.h"

namespace veza::blobs {

// A page of ListObjectsV2 (asked for with encoding-type=url).
struct S3Page {
  std::vector<BlobInfo> objects;  // `key` as in the bucket; any bytes
  std::string next;               // continuation token; empty: this was the last
};
base::Result<S3Page> parse_page(std::string_view xml);

// <Error>. Fields are single-line text of at most 200 bytes; all empty when it is no such document.
struct S3Fault {
  std::string code, message, region, endpoint;
};
S3Fault parse_fault(std::string_view xml);

// InitiateMultipartUploadResult's UploadId.
base::Result<std::string> parse_upload_id(std::string_view xml);

// DeleteResult: the objects that were not deleted, as "key: code".
base::Result<std::vector<std::string>> parse_undeleted(std::string_view xml);

// What a CompleteMultipartUpload answered with status 200 says: it may be an <Error> all the same.
struct S3Completed {
  std::string etag;
  S3Fault fault;  // code is empty when it was completed
};
base::Result<S3Completed> parse_completed(std::string_view xml);

}  // namespace veza::blobs
