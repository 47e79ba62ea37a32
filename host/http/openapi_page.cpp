#include "http/openapi_page.h"

#include <map>
#include <vector>

#include "base/markup.h"
#include "http/openapi_check.h"

namespace veza::http {
namespace {

using base::Json;

std::string text_of(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

std::string last_segment(const std::string& reference) { return reference.substr(reference.rfind('/') + 1); }

// A type in a few words, with links to the schemas it names: "Track", "array of Track", "string (uuid)".
std::string type_html(const Json& schema) {
  if (!schema.is_object()) return "any";
  if (const std::string reference = text_of(schema, "$ref"); !reference.empty()) {
    const std::string name = base::escape_markup(last_segment(reference));
    return "<a href=\"#schema-" + name + "\">" + name + "</a>";
  }
  for (const char* choice : {"oneOf", "anyOf", "allOf"}) {
    if (!schema.contains(choice) || !schema[choice].is_array()) continue;
    std::string html;
    for (const auto& one : schema[choice]) {
      html.append(html.empty() ? "" : std::string_view(choice) == "allOf" ? " and " : " or ").append(type_html(one));
    }
    return html;
  }
  if (schema.contains("enum")) {
    std::string html;
    for (const auto& value : schema["enum"]) {
      html.append(html.empty() ? "" : " | ")
          .append("<code>")
          .append(base::escape_markup(base::to_text(value)))
          .append("</code>");
    }
    return html;
  }
  std::string type = text_of(schema, "type");
  if (schema.contains("type") && schema["type"].is_array()) {
    for (const auto& one : schema["type"]) {
      if (one.is_string()) type.append(type.empty() ? "" : " or ").append(one.get<std::string>());
    }
  }
  if (type.starts_with("array")) return "array of " + type_html(member(schema, "items"));
  const std::string format = text_of(schema, "format");
  return base::escape_markup(type.empty() ? "any" : type) +
         (format.empty() ? "" : " (" + base::escape_markup(format) + ")");
}

std::string row(const std::string& name, const std::string& type, bool required, const std::string& description) {
  return "<tr><th scope=\"row\"><code>" + base::escape_markup(name) + "</code>" +
         (required ? " <em>required</em>" : "") + "</th><td>" + type + "</td><td>" + base::escape_markup(description) +
         "</td></tr>";
}

std::string properties_html(const Json& schema) {
  if (!schema.is_object() || !schema.contains("properties")) return "<p>" + type_html(schema) + "</p>";
  const Json& required = member(schema, "required");
  std::string html = "<table>";
  for (const auto& [name, property] : schema["properties"].items()) {
    const bool needed = std::find(required.begin(), required.end(), name) != required.end();
    html.append(row(name, type_html(property), needed, text_of(property, "description")));
  }
  return html.append("</table>");
}

// A component behind a reference, or the value itself.
const Json& resolved(const Json& document, const Json& value) {
  const std::string reference = text_of(value, "$ref");
  if (!reference.starts_with("#/")) return value;
  try {
    return document.at(Json::json_pointer(reference.substr(1)));
  } catch (const Json::exception&) {
    return value;
  }
}

std::string parameters_html(const Json& document, const Json& operation) {
  if (!operation.contains("parameters") || operation["parameters"].empty()) return "";
  std::string html = "<h4>Parameters</h4><table>";
  for (const auto& listed : operation["parameters"]) {
    const Json& parameter = resolved(document, listed);
    html.append(row(text_of(parameter, "name"),
                    type_html(member(parameter, "schema")) + ", in " + base::escape_markup(text_of(parameter, "in")),
                    member(parameter, "required") == Json(true), text_of(parameter, "description")));
  }
  return html.append("</table>");
}

std::string content_html(const Json& value) {
  std::string html;
  for (const auto& [type, media] : member(value, "content").items()) {
    html.append("<p><code>").append(base::escape_markup(type)).append("</code></p>");
    html.append(properties_html(member(media, "schema")));
  }
  return html;
}

std::string operation_html(const Json& document, const std::string& method, const std::string& path,
                           const Json& operation) {
  std::string html = "<details id=\"" + base::escape_markup(text_of(operation, "operationId")) +
                     "\"><summary><span class=\"m " + method + "\">" + method + "</span> <code>" +
                     base::escape_markup(path) + "</code> <span>" + base::escape_markup(text_of(operation, "summary")) +
                     "</span></summary><div>";
  if (const std::string text = text_of(operation, "description"); !text.empty()) {
    html.append("<p>").append(base::escape_markup(text)).append("</p>");
  }
  html.append(parameters_html(document, operation));
  if (operation.contains("requestBody")) {
    html.append("<h4>Body</h4>").append(content_html(resolved(document, operation["requestBody"])));
  }
  html.append("<h4>Answers</h4>");
  for (const auto& [status, listed] : operation["responses"].items()) {
    const Json& response = resolved(document, listed);
    html.append("<p><strong>").append(base::escape_markup(status)).append("</strong> ");
    html.append(base::escape_markup(text_of(response, "description"))).append("</p>").append(content_html(response));
  }
  return html.append("</div></details>\n");
}

std::string schemas_html(const Json& document) {
  const Json::json_pointer schemas("/components/schemas");
  if (!document.contains(schemas)) return "";
  std::string html = "<section><h2 id=\"schemas\">Schemas</h2>\n";
  for (const auto& [name, schema] : document.at(schemas).items()) {
    const std::string safe = base::escape_markup(name);
    html.append("<details id=\"schema-").append(safe).append("\"><summary><code>").append(safe);
    html.append("</code> <span>")
        .append(base::escape_markup(text_of(schema, "description")))
        .append("</span></summary><div>");
    html.append(properties_html(schema)).append("</div></details>\n");
  }
  return html.append("</section>\n");
}

}  // namespace

std::string openapi_page(const Json& document) {
  std::map<std::string, std::string> by_tag;
  each_operation(document, [&](const std::string& method, const std::string& path, const Json& operation) {
    const Json& tags = member(operation, "tags");
    const std::string tag =
        tags.is_array() && !tags.empty() && tags[0].is_string() ? tags[0].get<std::string>() : "other";
    by_tag[tag].append(operation_html(document, method, path, operation));
  });
  const std::string title = base::escape_markup(text_of(document["info"], "title"));
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\"><title>" +
      title + " API</title><link rel=\"stylesheet\" href=\"docs/style.css\"></head><body><header><h1>" + title +
      " API <small>" + base::escape_markup(text_of(document["info"], "version")) +
      "</small></h1><p>The same as a document: <a href=\"v1/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>"
      "<nav aria-label=\"Sections\">";
  for (const auto& [tag, operations] : by_tag) {
    html.append("<a href=\"#tag-")
        .append(base::escape_markup(tag))
        .append("\">")
        .append(base::escape_markup(tag))
        .append("</a> ");
  }
  html.append("<a href=\"#schemas\">Schemas</a></nav></header><main>\n");
  for (const auto& [tag, operations] : by_tag) {
    html.append("<section><h2 id=\"tag-")
        .append(base::escape_markup(tag))
        .append("\">")
        .append(base::escape_markup(tag));
    html.append("</h2>\n").append(operations).append("</section>\n");
  }
  return html.append(schemas_html(document)).append("</main></body></html>\n");
}

}  // namespace veza::http
