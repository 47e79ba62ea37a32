// What an answer other than 2xx means, and what a person can do about it. Plain functions.
#pragma once
#include <string_view>

#include "base/error.h"
#include "blobs/http_transport.h"
#include "blobs/s3_answers.h"
#include "blobs/s3_target.h"

namespace veza::blobs {

// Whether the same call may succeed a moment later (500, 502, 503, 504, 429, SlowDown, RequestTimeout …).
bool is_passing(int status, const S3Fault& fault);

// One sentence. `key` is the blob asked for, empty for the bucket itself.
base::Error explain(const S3Target& target, std::string_view key, const HttpReply& reply, const S3Fault& fault);

}  // namespace veza::blobs
