// The bytes of one request become a part of an upload, or its end.
#pragma once
#include "services.h"
#include "uploads/uploads.h"

namespace veza::library {

// Throws HttpError 400 for a checksum that is none of ours, 460 for bytes that are not what it says.
void check_body(const Request& request);

// Stores the request's body behind what `upload` has, and says so in it. Nothing is acknowledged before it is on disk.
// With the last byte the file becomes a track (state "done"), all at once: until then, and when the server goes down in
// the middle, the upload stands where it stood before this request.
//
// No lock is held while bytes are stored. The part is a blob of a name of its own, and the transaction that makes it
// count does so only while the upload stands at the same offset: of two requests that bring bytes at once, on whichever
// hosts, one wins and the other gets 409. Throws HttpError 409, 410, 413 (beyond the announced length), and for a file
// that is refused what take_in does; such an upload is over. [worker]
void receive(const Services& services, const Request& request, Upload& upload);

}  // namespace veza::library
