// What tus 1.0.0 wants of every request and every answer.
#pragma once
#include "services.h"
#include "uploads/uploads.h"

namespace veza::library::tus {

inline constexpr std::string_view version = "1.0.0";
inline constexpr std::string_view extensions = "creation,creation-with-upload,termination,checksum,expiration";
inline constexpr std::string_view media_type = "application/offset+octet-stream";
// The answer that completes an upload names the track it became.
inline constexpr std::string_view track_field = "Veza-Track-Id";

// Wraps a handler: asks for Tus-Resumable (412), and puts it on every answer, refusals too.
Http::Handler answering(std::function<Response(const Request&)> handler);

// Adds Upload-Offset, Upload-Expires or the track.
Response with_progress(Response response, const Upload& upload);

}  // namespace veza::library::tus
