#include "http/envelope.h"

#include "base/text.h"

namespace veza::http {
namespace {

// JSON string contents without the parser's machinery: errors are on the way of every refused request.
void append_quoted(std::string& out, std::string_view text) { out.append(base::to_text(Json(text))); }

std::string_view media_type(std::string_view content_type) {
  return base::trim(content_type.substr(0, content_type.find(';')));
}

}  // namespace

net::Response success_text(std::string_view data_json, int status) {
  std::string text;
  text.reserve(data_json.size() + 32);
  text.append(R"({"success":true,"data":)").append(data_json).append("}");
  return net::Response::json(status, std::move(text));
}

net::Response success(const Json& data, int status) { return success_text(base::to_text(data), status); }

net::Response list(const Json& data, const Json& meta) {
  std::string text = R"({"success":true,"data":)";
  text.append(base::to_text(data)).append(R"(,"meta":)").append(base::to_text(meta)).append("}");
  return net::Response::json(200, std::move(text));
}

net::Response no_content() { return net::Response::empty(204); }

net::Response error(const Problem& problem, std::string_view request_id) {
  std::string text = R"({"success":false,"error":{"code":)";
  append_quoted(text, problem.code);
  text.append(R"(,"message":)");
  append_quoted(text, problem.message);
  if (!problem.details.empty()) {
    Json details = Json::array();
    for (const FieldProblem& one : problem.details) details.push_back({{"field", one.field}, {"problem", one.problem}});
    text.append(R"(,"details":)").append(base::to_text(details));
  }
  text.append(R"(,"request_id":)");
  append_quoted(text, request_id);
  text.append("}}");
  net::Response response = net::Response::json(problem.status, std::move(text));
  if (problem.retry_after_s > 0) response.set("Retry-After", std::to_string(problem.retry_after_s));
  return response;
}

net::Response error(const Context& context, const Problem& problem) { return error(problem, context.request_id); }

net::Response error(const Context& context, int status, std::string code, std::string message) {
  return error(Problem{status, std::move(code), std::move(message)}, context.request_id);
}

net::Response error(const Context& context, const base::Error& fault) {
  return error(Problem::from(fault), context.request_id);
}

Answer<Json> json_body(const Context& context) {
  const std::string_view type = media_type(context.request.header("Content-Type"));
  const bool json = base::equal_no_case(type, "application/json") ||
                    (type.size() > 5 && base::equal_no_case(type.substr(type.size() - 5), "+json"));
  if (!json) {
    return refuse(415, "unsupported_media_type",
                  "Send the body as JSON, with the header Content-Type: application/json.");
  }
  auto value = base::parse_json(context.request.body.view());
  if (!value) return refuse(400, "malformed_json", "The body is not valid JSON: " + value.error().message + ".");
  if (!value->is_object()) return refuse(400, "malformed_json", "The body must be a JSON object.");
  return std::move(*value);
}

bool wants_page(const net::Request& request) {
  const std::string_view accept = request.header("Accept");
  bool anything = accept.empty();
  for (const std::string_view item : base::split(accept, ',')) {
    if (base::equal_no_case(media_type(item), "text/html")) return true;
    if (media_type(item) == "*/*") anything = true;
  }
  const std::string_view path(request.path);
  return anything && path.find('.', path.rfind('/')) == std::string_view::npos;
}

}  // namespace veza::http
