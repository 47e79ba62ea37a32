#include "http/openapi_check.h"

#include <set>

#include "http/openapi.h"

namespace veza::http {
namespace {

using base::Json;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

base::Status check_operation(const std::string& where, const Json& operation) {
  const auto fault = [&](const char* what) { return base::fail(base::Code::invalid, where + ": " + what); };
  if (!operation.is_object()) return fault("the operation is no object");
  if (!operation.contains("operationId") || !operation["operationId"].is_string())
    return fault("it has no operationId");
  if (!operation.contains("responses") || !operation["responses"].is_object() || operation["responses"].empty()) {
    return fault("it describes no response");
  }
  for (const auto& [status, response] : operation["responses"].items()) {
    const bool described = response.is_object() && (response.contains("$ref") || response.contains("description"));
    if (!described) return base::fail(base::Code::invalid, where + ": the response " + status + " has no description");
  }
  return {};
}

void collect_references(const Json& value, std::set<std::string>& references) {
  if (value.is_object()) {
    if (value.contains("$ref") && value["$ref"].is_string()) references.insert(value["$ref"].get<std::string>());
  }
  if (!value.is_structured()) return;
  for (const auto& [key, inner] : value.items()) collect_references(inner, references);
}

bool resolves(const Json& document, const std::string& reference) {
  if (!reference.starts_with("#/")) return false;
  try {
    return document.contains(Json::json_pointer(reference.substr(1)));
  } catch (const Json::exception&) {
    return false;
  }
}

std::set<std::string> operations_of(const Json& document) {
  std::set<std::string> shapes;
  each_operation(document, [&](const std::string& method, const std::string& path, const Json&) {
    shapes.insert(method + " " + path_shape(path));
  });
  return shapes;
}

}  // namespace

const Json& member(const Json& object, const char* key) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto at = object.find(key);
  return at == object.end() ? none : *at;
}

bool is_operation(std::string_view key) {
  static const std::set<std::string_view> methods{"get", "put", "post", "delete", "options", "head", "patch", "trace"};
  return methods.contains(key);
}

base::Status check_fragment(const Json& fragment) {
  const auto fault = [](const std::string& what) { return base::fail(base::Code::invalid, what); };
  if (!fragment.is_object()) return fault("the fragment is no JSON object");
  for (const char* part : {"paths", "components"}) {
    if (fragment.contains(part) && !fragment[part].is_object()) return fault(std::string(part) + " is no object");
  }
  if (fragment.contains("tags") && !fragment["tags"].is_array()) return fault("tags is no array");
  for (const auto& [path, item] : member(fragment, "paths").items()) {
    if (!path.starts_with('/')) return fault("the path \"" + path + "\" does not begin with '/'");
    if (!item.is_object()) return fault(path + " is no object");
    for (const auto& [key, operation] : item.items()) {
      if (!is_operation(key)) continue;
      if (auto checked = check_operation(upper(key) + " " + path, operation); !checked) return checked;
    }
  }
  for (const auto& [section, items] : member(fragment, "components").items()) {
    if (!items.is_object()) return fault("components." + section + " is no object");
  }
  for (const auto& tag : member(fragment, "tags")) {
    if (!tag.is_object() || !tag.contains("name") || !tag["name"].is_string()) return fault("a tag has no name");
  }
  return {};
}

std::string path_shape(std::string_view pattern) {
  std::string shape;
  bool inside = false;
  for (const char c : pattern) {
    if (c == '}') inside = false;
    if (!inside) shape.push_back(c);
    if (c == '{') inside = true;
  }
  return shape;
}

void each_operation(const Json& document,
                    const std::function<void(const std::string&, const std::string&, const Json&)>& use) {
  if (!document.contains("paths")) return;
  for (const auto& [path, item] : document["paths"].items()) {
    for (const auto& [key, operation] : item.items()) {
      if (is_operation(key)) use(upper(key), path, operation);
    }
  }
}

std::vector<std::string> routes_missing_from_document(const std::vector<Route>& routes, const Json& document) {
  const auto described = operations_of(document);
  std::vector<std::string> missing;
  for (const Route& route : routes) {
    if (!route.pattern.starts_with("/api/v1/")) continue;
    if (!described.contains(route.method + " " + path_shape(route.pattern))) missing.push_back(label(route));
  }
  return missing;
}

std::vector<std::string> document_paths_without_route(const std::vector<Route>& routes, const Json& document) {
  std::set<std::string> answered;
  for (const Route& route : routes) answered.insert(route.method + " " + path_shape(route.pattern));
  std::vector<std::string> without;
  each_operation(document, [&](const std::string& method, const std::string& path, const Json&) {
    if (!answered.contains(method + " " + path_shape(path))) without.push_back(method + " " + path);
  });
  return without;
}

std::vector<std::string> dangling_references(const Json& document) {
  std::vector<std::string> dangling;
  const auto look = [&](const std::string& where, const Json& value) {
    std::set<std::string> references;
    collect_references(value, references);
    for (const std::string& reference : references) {
      if (!resolves(document, reference)) dangling.push_back(where + ": " + reference);
    }
  };
  each_operation(document, [&](const std::string& method, const std::string& path, const Json& operation) {
    look(method + " " + path, operation);
  });
  if (document.contains("components")) look("components", document["components"]);
  return dangling;
}

}  // namespace veza::http
