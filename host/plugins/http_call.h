// One request on its way through a plugin's handler: what veza_http_request and veza_http_response point at.
#pragma once
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "http/context.h"
#include "net/multipart.h"
#include "net/response.h"
#include "plugins/services.h"
#include "veza/abi/http.h"

// What another route answered.
struct veza_http_reply {
  veza::net::Response response;
  std::optional<std::string> body = {};  // once it was read into memory
  bool taken = false;
};

struct veza_http_request {
  veza::http::Context& context;
  const std::string& public_url;  // site.url, may be empty
  std::list<std::string> texts;   // values that had to be made (decoded query parameters); live as long as the request
  std::optional<std::vector<veza::net::Part>> parts;
  std::list<veza_http_reply> replies = {};
};

struct veza_http_response {
  veza::blobs::Store& blobs;
  const std::string& folder;  // the plugin's own
  veza::net::Response response;
  // A remote blob that is the body as long as no other is set; send_blob() may send the client there instead.
  std::string remote_blob = {};
};
