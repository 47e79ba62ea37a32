// What the metadata of a resumable upload says of the file.
#pragma once
#include <string>
#include <string_view>

#include "rules/changes.h"

namespace veza::library {

struct Announced {
  std::string file_name;  // as sent; empty: not said
  Changes fields;
};

// Of an Upload-Metadata field: `filename` (or `name`), the fields of POST /tracks' form (title, artist, album, genre,
// visibility; empty ones count as absent), and what clients add by habit (filetype, type, relativePath), which is
// ignored. Another key is a problem: a misspelt "visibility" must not publish what was meant to be private. Throws
// HttpError 400 for a malformed field, 422 for what a track cannot have.
Announced announced(std::string_view metadata);

}  // namespace veza::library
