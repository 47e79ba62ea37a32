#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include <veza/plugin.hpp>

#include "pages.h"

namespace veza::web_app {
namespace {

// Names under assets/ carry a hash of their content.
constexpr std::string_view for_ever = "public, max-age=31536000, immutable";

Response file(const std::string& name, std::string_view caching) {
  return Response::file("dist/" + name, media_type(name)).header("Cache-Control", caching);
}

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.good() && bytes.empty()) throw Error(VEZA_E_INTERNAL, "cannot read " + path);
  return bytes;
}

}  // namespace

class WebApp {
 public:
  explicit WebApp(Host host) : host_(host) {}

  void start() {
    http_ = std::make_unique<Http>(host_);
    const std::string dist = Config(host_).plugin_dir() + "/dist";
    if (!std::filesystem::exists(dist + "/index.html")) {
      Log(host_).warn("the web pages were not built", {{"folder", dist}});
      http_->fallback([](const Request&) -> Response {
        throw HttpError(503, "not_built", "The web pages were not built; configure with VEZA_WEB=ON.");
      });
      return;
    }
    RouteOptions options;
    options.flags = VEZA_HTTP_UNLIMITED;
    http_->get(
        "/assets/{path...}",
        [](const Request& request) { return file("assets/" + std::string(request.param("path")), for_ever); }, options);
    for (const auto& name : root_files(dist)) {
      http_->get(
          "/" + name, [name](const Request&) { return file(name, "public, max-age=3600"); }, options);
    }
    const std::string page = page_under(read(dist + "/index.html"), http_->base_path());
    http_->fallback([page, etag = etag_of(page)](const Request&) {
      return Response::bytes(200, "text/html; charset=utf-8", page)
          .header("Cache-Control", "no-cache")
          .header("ETag", etag);
    });
  }
  void stop() {}

 private:
  Host host_;
  std::unique_ptr<Http> http_;
};

}  // namespace veza::web_app

VEZA_PLUGIN(veza::web_app::WebApp)
