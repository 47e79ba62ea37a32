// The shape of CBOR (RFC 8949) before a decoder gets it: libcbor makes room for as many members as a head claims, so a
// few bytes could ask for gigabytes. Plain function.
#pragma once
#include <cstddef>
#include <string_view>

#include "base/error.h"

namespace veza::identity {

// How many bytes the first item takes. Errors (invalid): it is cut off or malformed, has an indefinite length, claims
// more members than bytes follow, or nests deeper than 8 (CTAP2's canonical form allows 4 and definite lengths only).
base::Result<size_t> cbor_item_size(std::string_view bytes);

}  // namespace veza::identity
