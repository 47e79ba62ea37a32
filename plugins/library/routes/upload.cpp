#include "routes/routes.h"
#include "routes/upload_form.h"
#include "uploads/intake.h"
#include "uploads/quota.h"

namespace veza::library {
namespace {

constexpr uint64_t form_overhead = 1 << 20;

Response upload(const Services& services, const Request& request) {
  const auto form = read_upload_form(
      request.parts(), [&](const Part& part) { return request.content(part); }, services.upload_limit);
  const auto principal = request.principal();
  Arrival arrival;
  arrival.file_name = form.file.filename;
  arrival.fields = form.fields;
  arrival.bytes = request.content(form.file);
  arrival.store = [&](const std::string& key) { services.blobs.put_part(key, request, form.file); };
  arrival.along = [&](const Tx& tx, const Track& track) {
    claim_storage(services, tx, principal.user_id(), track.file_size);
  };
  const Track track = take_in(services, request, arrival);
  return Response::ok(to_json(track, std::string(principal.username())), 201)
      .header("Location", "/api/v1/tracks/" + track.id);
}

}  // namespace

void add_upload_route(Services& services) {
  RouteOptions options;
  options.permission = "track:create";
  options.body_limit = services.upload_limit + form_overhead;
  services.http.post(
      "/api/v1/tracks", [&](const Request& request) { return upload(services, request); }, options);
}

}  // namespace veza::library
