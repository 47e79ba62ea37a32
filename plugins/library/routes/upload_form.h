// The multipart form of an upload: what it must hold, and what its fields say.
#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include <veza/http_message.hpp>

#include "rules/changes.h"

namespace veza::library {

struct UploadForm {
  Part file;
  Changes fields;
};

// Exactly one part "file" with a file name; title, artist, album, genre and visibility at most once each; empty fields
// count as absent. A field of another name is a problem too: a misspelt "visibility" must not publish what was meant to
// be private. `content` gives a part's bytes. Throws HttpError 422 (all problems at
// once) or 413 for a file over `limit` bytes.
UploadForm read_upload_form(const std::vector<Part>& parts, const std::function<std::string_view(const Part&)>& content,
                            uint64_t limit);

}  // namespace veza::library
