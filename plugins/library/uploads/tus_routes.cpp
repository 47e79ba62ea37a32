#include <veza/id.hpp>

#include "playlists/routes.h"
#include "rules/text.h"
#include "uploads/announced.h"
#include "uploads/checksum.h"
#include "uploads/quota.h"
#include "uploads/receive.h"
#include "uploads/routes.h"
#include "uploads/tus_answers.h"
#include "uploads/tus_fields.h"
#include "uploads/upload_jobs.h"

namespace veza::library {
namespace {

using tus::with_progress;

int64_t size_field(const Request& request, const char* name) {
  const auto size = tus::parse_size(request.header(name).value_or(""));
  if (size) return *size;
  throw HttpError(400, "malformed_size", std::string(name) + " must be a number of bytes.");
}

void require_bytes(const Request& request) {
  if (request.header("content-type") == tus::media_type) return;
  throw HttpError(415, "unsupported_media_type", "Send the bytes as " + std::string(tus::media_type) + ".");
}

// The requester's own upload; that of others is not there. 410 for what is over without a track.
Upload own(const Services& services, const Request& request) {
  const auto upload = Uploads::find(services.db, request.param("id"));
  if (!upload || upload->owner_id != request.principal().user_id()) {
    throw HttpError(404, "not_found", "There is no such upload.");
  }
  if (upload->state == "refused" || upload->state == "terminated" || upload->expires_at < now_ms()) {
    throw HttpError(410, "gone", "This upload is over; begin a new one.");
  }
  return *upload;
}

Upload announced_upload(const Services& services, const Request& request) {
  if (request.header("upload-defer-length")) {
    throw HttpError(400, "length_required", "This site wants Upload-Length when an upload is created.");
  }
  if (request.header("upload-concat")) {
    throw HttpError(400, "unsupported_extension", "This site does not know the concatenation extension.");
  }
  Upload upload;
  upload.id = new_id();
  upload.owner_id = request.principal().user_id();
  upload.length = size_field(request, "Upload-Length");
  upload.metadata = request.header("upload-metadata").value_or("");
  upload.created_at = now_ms();
  upload.expires_at = upload.created_at + services.upload_expiry_ms;
  if (upload.length > static_cast<int64_t>(services.upload_limit)) {
    throw HttpError(413, "too_large",
                    "The file is larger than the " + std::to_string(services.upload_limit) + " bytes this site takes.");
  }
  announced(upload.metadata);
  return upload;
}

Response create(const Services& services, const Request& request) {
  Upload upload = announced_upload(services, request);
  if (!request.body().empty()) {
    require_bytes(request);
    check_body(request);
    if (static_cast<int64_t>(request.body().size()) > upload.length) {
      throw HttpError(413, "too_large", "This is more than Upload-Length announces.");
    }
  }
  write(services, [&](const Tx& tx) {
    if (Uploads::open_count(tx, upload.owner_id) >= most_open_uploads) {
      throw HttpError(429, "too_many_uploads", "You have 1000 unfinished uploads, which is the most.");
    }
    claim_storage(services, tx, upload.owner_id, upload.length);
    Uploads::insert(tx, upload);
  });
  try {
    receive(services, request, upload);
  } catch (...) {
    // Nobody knows its address, and it must not take up room until it expires.
    services.db.write([&](const Tx& tx) {
      if (Uploads::end(tx, upload, "terminated", std::nullopt, upload.expires_at)) {
        services.jobs.enqueue(tx, remove_upload_job(upload.id, request.id()));
      }
    });
    throw;
  }
  return with_progress(Response::empty(201), upload).header("Location", "/api/v1/uploads/" + upload.id);
}

Response append(const Services& services, const Request& request) {
  require_bytes(request);
  Upload upload = own(services, request);
  const int64_t offset = size_field(request, "Upload-Offset");
  if (offset != upload.received) {
    throw HttpError(409, "offset_mismatch",
                    "The upload has " + std::to_string(upload.received) + " bytes; go on from there.");
  }
  check_body(request);
  receive(services, request, upload);
  return with_progress(Response::empty(), upload);
}

// GET and HEAD.
Response look(const Services& services, const Request& request) {
  const Upload upload = own(services, request);
  const Json json{{"id", upload.id},
                  {"length", upload.length},
                  {"offset", upload.received},
                  {"file_name", display_file_name(announced(upload.metadata).file_name)},
                  {"track_id", upload.track_id ? Json(*upload.track_id) : Json()},
                  {"created_at", rfc3339(upload.created_at)},
                  {"expires_at", rfc3339(upload.expires_at)}};
  Response response = with_progress(Response::ok(json), upload);
  response.header("Upload-Length", std::to_string(upload.length));
  if (!upload.metadata.empty()) response.header("Upload-Metadata", upload.metadata);
  return response;
}

Response terminate(const Services& services, const Request& request) {
  const Upload seen = own(services, request);
  bool ended = !seen.is_open();
  // Bytes that arrive at the same moment move the offset: ask again.
  for (auto upload = std::optional(seen); upload && upload->is_open() && !ended;
       upload = Uploads::find(services.db, seen.id)) {
    services.db.write([&](const Tx& tx) {
      ended = Uploads::end(tx, *upload, "terminated", std::nullopt, now_ms() + services.upload_expiry_ms);
      if (ended) services.jobs.enqueue(tx, remove_upload_job(upload->id, request.id()));
    });
  }
  // Of a finished upload nothing is left to remove but what is known of it; the track has an address of its own.
  if (!seen.is_open()) {
    services.db.write([&](const Tx& tx) { Uploads::remove(tx, seen.id); });
  }
  return Response::empty();
}

// For clients whose network lets no other methods through.
Response overridden(const Services& services, const Request& request) {
  const auto method = request.header("x-http-method-override").value_or("");
  if (method == "PATCH") return append(services, request);
  if (method == "DELETE") return terminate(services, request);
  throw HttpError(405, "method_not_allowed", "Name PATCH or DELETE in X-HTTP-Method-Override.");
}

Response capabilities(const Services& services) {
  return Response::empty()
      .header("Tus-Resumable", tus::version)
      .header("Tus-Version", tus::version)
      .header("Tus-Extension", tus::extensions)
      .header("Tus-Max-Size", std::to_string(services.upload_limit))
      .header("Tus-Checksum-Algorithm", tus::checksum_algorithms);
}

}  // namespace

void add_tus_routes(Services& services) {
  const std::string all = "/api/v1/uploads", one = all + "/{id}";
  RouteOptions plain, bytes;
  plain.permission = bytes.permission = "track:create";
  bytes.body_limit = services.upload_limit;
  const auto with = [&services](Response (*handler)(const Services&, const Request&)) {
    return tus::answering([&services, handler](const Request& request) { return handler(services, request); });
  };
  services.http.post(all, with(&create), bytes);
  services.http.get(one, with(&look), plain);
  services.http.del(one, with(&terminate), plain);
  // A connection that breaks loses nothing that arrived.
  bytes.flags = VEZA_HTTP_PARTIAL_BODY;
  services.http.patch(one, with(&append), bytes);
  services.http.post(one, with(&overridden), bytes);
  for (const auto& path : {all, one}) {
    services.http.options(path, [&services](const Request&) { return capabilities(services); });
  }
}

}  // namespace veza::library
