#include "uploads/receive.h"

#include <veza/id.hpp>

#include "playlists/routes.h"
#include "uploads/announced.h"
#include "uploads/assembled.h"
#include "uploads/checksum.h"
#include "uploads/intake.h"
#include "uploads/upload_jobs.h"

namespace veza::library {
namespace {

// Why the transaction found the upload elsewhere than the request did.
HttpError overtaken(const Services& services, const Upload& upload) {
  const auto now = Uploads::find(services.db, upload.id);
  if (!now || (!now->is_open() && now->state != "done")) return {410, "gone", "This upload is over."};
  return {409, "offset_mismatch",
          "Another request brought bytes at the same time; the upload now has " + std::to_string(now->received) + "."};
}

void add_part(const Services& services, const Request& request, Upload& upload) {
  const auto size = static_cast<int64_t>(request.body().size());
  if (upload.parts >= most_parts) {
    throw HttpError(413, "too_many_parts", "This upload came in too many small pieces; begin again with larger ones.");
  }
  const std::string id = new_id();
  const std::string key = part_key(upload.id, id);
  Part body;
  body.size = request.body().size();
  services.blobs.put_part(key, request, body);
  const int64_t expires_at = now_ms() + services.upload_expiry_ms;
  bool counted = false;
  services.db.write([&](const Tx& tx) { counted = Uploads::extend(tx, upload, id, size, expires_at); });
  // Had the transaction failed, nobody could tell whether it was committed: the blob then goes with the upload.
  if (!counted) {
    services.blobs.remove(key);
    throw overtaken(services, upload);
  }
  upload.received += size;
  ++upload.parts;
  upload.expires_at = expires_at;
}

bool is_final(int status) { return status == 403 || status == 413 || status == 415 || status == 422; }

// A file that is refused is not worth keeping; its owner has to change something first.
void give_up(const Services& services, const Request& request, const Upload& upload) {
  services.db.write([&](const Tx& tx) {
    if (!Uploads::end(tx, upload, "refused", std::nullopt, now_ms() + services.upload_expiry_ms)) return;
    services.jobs.enqueue(tx, remove_upload_job(upload.id, request.id()));
  });
}

void finish(const Services& services, const Request& request, Upload& upload) {
  const auto said = announced(upload.metadata);
  Arrival arrival;
  arrival.file_name = said.file_name;
  arrival.fields = said.fields;
  const int64_t expires_at = now_ms() + services.upload_expiry_ms;
  bool lost = false;
  arrival.along = [&](const Tx& tx, const Track& track) {
    lost = !Uploads::end(tx, upload, "done", track.id, expires_at);
    // The sentence is replaced below: what the upload is now can only be read after this transaction.
    if (lost) throw HttpError(409, "offset_mismatch", "Another request completed the upload.");
    if (upload.parts > 0) services.jobs.enqueue(tx, remove_upload_job(upload.id, request.id()));
  };
  try {
    Track track;
    if (upload.parts == 0) {
      arrival.bytes = request.body();
      Part body;
      body.size = request.body().size();
      arrival.store = [&](const std::string& key) { services.blobs.put_part(key, request, body); };
      track = take_in(services, request, arrival);
    } else {
      const Assembled file(services, upload, request.body());
      arrival.bytes = file.bytes();
      arrival.store = [&](const std::string& key) { services.blobs.put_file(key, file.path()); };
      track = take_in(services, request, arrival);
    }
    upload.state = "done";
    upload.received = upload.length;
    upload.track_id = track.id;
  } catch (const HttpError& error) {
    if (lost) throw overtaken(services, upload);
    if (is_final(error.status())) give_up(services, request, upload);
    throw;
  } catch (const Error& error) {
    // Parts go as soon as somebody else completed it.
    const auto now = Uploads::find(services.db, upload.id);
    if (!now || !now->is_open() || now->received != upload.received) throw overtaken(services, upload);
    throw Error(VEZA_E_UNAVAILABLE, error.what());
  }
}

}  // namespace

void check_body(const Request& request) {
  const auto field = request.header("upload-checksum");
  if (!field) return;
  const auto checksum = tus::parse_checksum(*field);
  if (!checksum) {
    throw HttpError(400, "malformed_checksum", "Upload-Checksum must be an algorithm and a digest in base64.");
  }
  switch (tus::check(*checksum, request.body())) {
    case tus::Checked::good:
      return;
    case tus::Checked::unknown_algorithm:
      throw HttpError(400, "unknown_checksum", "Upload-Checksum can be sha1, sha256 or md5.");
    case tus::Checked::mismatch:
      throw HttpError(460, "checksum_mismatch", "The bytes are not what their checksum says; send them again.");
  }
}

void receive(const Services& services, const Request& request, Upload& upload) {
  const auto size = static_cast<int64_t>(request.body().size());
  const int64_t left = upload.length - upload.received;
  if (size > left) {
    throw HttpError(413, "too_large", "This is more than the upload's announced length leaves.");
  }
  if (!upload.is_open() || (size == 0 && left > 0)) return;
  if (size == left) return finish(services, request, upload);
  add_part(services, request, upload);
}

}  // namespace veza::library
