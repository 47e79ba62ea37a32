#include "uploads/tus_answers.h"

#include "uploads/tus_fields.h"

namespace veza::library::tus {
namespace {

// The envelope that the SDK makes of an HttpError, as an answer that can be given more fields.
Response refusal(const HttpError& error, std::string_view request_id) {
  Json body{{"code", error.code()}, {"message", error.what()}, {"request_id", request_id}};
  if (!error.details().empty()) {
    body["details"] = Json::array();
    for (const auto& [field, problem] : error.details()) {
      body["details"].push_back({{"field", field}, {"problem", problem}});
    }
  }
  return Response::json(error.status(), Json{{"success", false}, {"error", std::move(body)}});
}

void require_version(const Request& request) {
  // A person may look at an upload's address without a client.
  if (request.method() == "GET" || request.header("tus-resumable") == version) return;
  throw HttpError(412, "tus_version", "Send Tus-Resumable: 1.0.0, the version of the protocol this site speaks.");
}

}  // namespace

Http::Handler answering(std::function<Response(const Request&)> handler) {
  return [handler = std::move(handler)](const Request& request) {
    Response response;
    try {
      require_version(request);
      response = handler(request);
    } catch (const HttpError& error) {
      response = refusal(error, request.id());
      if (error.status() == 412) response.header("Tus-Version", version);
    }
    response.header("Tus-Resumable", version).header("Cache-Control", "no-store");
    return response;
  };
}

Response with_progress(Response response, const Upload& upload) {
  response.header("Upload-Offset", std::to_string(upload.received));
  if (upload.is_open()) response.header("Upload-Expires", http_date(upload.expires_at));
  if (upload.track_id) response.header(track_field, *upload.track_id);
  return response;
}

}  // namespace veza::library::tus
