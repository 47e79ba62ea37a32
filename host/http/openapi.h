// One OpenAPI 3.1 document out of many fragments: the host's parts and every plugin describe their own routes.
//
// A fragment is a JSON object with "paths" (written in full: "/api/v1/tracks/{id}"), "components" and "tags"; other
// members are ignored. References are "#/components/…/Name" and may point into another fragment.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "http/router.h"
#include "net/response.h"

namespace veza::http {

struct OpenApiInfo {
  std::string title = "Veza";
  std::string version;
  std::string base_path = {};  // "/music" where the site is not at the root of its host
};

// Any thread.
class OpenApi {
 public:
  explicit OpenApi(OpenApiInfo info);
  ~OpenApi();

  // Errors: invalid (no object, a path without '/', an operation without responses …), conflict (an operation, or a
  // component of other content, is there already: both owners are named).
  base::Status add_fragment(const std::string& owner, const base::Json& fragment);
  base::Status add_fragment_text(const std::string& owner, std::string_view text);
  // Every *.json file of the folder; the owner is the file's name without its ending.
  base::Status add_folder(const std::string& path);
  void remove_owner(std::string_view owner);

  base::Json document() const;
  // The document's text and the page that shows it, rendered once a change.
  net::SharedText text() const;
  net::SharedText page() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// "GET /api/v1/tracks/{id}" of every route under /api/v1/ that the document does not describe; the names in braces need
// not be the same words.
std::vector<std::string> routes_missing_from_document(const std::vector<Route>& routes, const base::Json& document);
// Every operation of the document that no route answers.
std::vector<std::string> document_paths_without_route(const std::vector<Route>& routes, const base::Json& document);
// References that point nowhere, as "GET /x: #/components/schemas/Y".
std::vector<std::string> dangling_references(const base::Json& document);

}  // namespace veza::http
