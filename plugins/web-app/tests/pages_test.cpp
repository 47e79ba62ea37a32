#include "pages.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <veza/testing/fake_host.hpp>

extern "C" veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);

namespace {
namespace fs = std::filesystem;
using namespace veza::testing;

// A plugin folder with pages in it.
struct Folder {
  fs::path path;
  Folder() {
    auto name = (fs::temp_directory_path() / "veza-web-app-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()));
    path = name;
    fs::copy(fs::path(VEZA_TEST_DATA).parent_path() / "plugin.json", path / "plugin.json");
  }
  ~Folder() { fs::remove_all(path); }
  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((path / file).parent_path());
    std::ofstream(path / file) << text;
  }
};

Reply get(FakeHost& host, const std::string& target) {
  FakeRequest request;
  request.target = target;
  return host.http.send(request);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(web_app)

BOOST_AUTO_TEST_CASE(types_by_ending) {
  const std::pair<std::string, std::string> cases[] = {{"index.html", "text/html; charset=utf-8"},
                                                       {"a.B3.js", "text/javascript; charset=utf-8"},
                                                       {"a.css", "text/css; charset=utf-8"},
                                                       {"x.js.map", "application/json"},
                                                       {"f.woff2", "font/woff2"},
                                                       {"i.svg", "image/svg+xml"},
                                                       {"strange.xyz", "application/octet-stream"},
                                                       {"", "application/octet-stream"}};
  for (const auto& [name, type] : cases) BOOST_TEST(veza::web_app::media_type(name) == type, name);
}

BOOST_AUTO_TEST_CASE(serves_pages_and_assets) {
  Folder folder;
  folder.write("dist/index.html", "<!doctype html>");
  folder.write("dist/favicon.svg", "<svg/>");
  folder.write("dist/.hidden", "x");
  folder.write("dist/assets/main-abc.js", "1");
  FakeHost host(folder.path);
  host.start(&veza_plugin_entry_v1);

  const auto page = get(host, "/tracks/1");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(page.body == "<!doctype html>");
  BOOST_TEST(page.header("cache-control") == "no-cache");
  BOOST_TEST(page.header("content-type") == "text/html; charset=utf-8");

  const auto script = get(host, "/assets/main-abc.js");
  BOOST_TEST(script.body == "1");
  BOOST_TEST(script.header("cache-control") == "public, max-age=31536000, immutable");

  BOOST_TEST(get(host, "/favicon.svg").header("content-type") == "image/svg+xml");
  BOOST_TEST(get(host, "/.hidden").body == "<!doctype html>");
  for (const std::string target : {"/assets/missing.js", "/assets/../index.html", "/assets/../../plugin.json"}) {
    BOOST_TEST(get(host, target).status == 404, target);
  }
  host.stop();
}

BOOST_AUTO_TEST_CASE(a_page_names_its_files_from_the_root_of_the_site) {
  const std::string built =
      "<meta name=\"veza-base\" content=\"\" /><link href=\"./favicon.svg\"><script src=\"./assets/a.js\"></script>"
      "<a href=\"https://example.org/./x\">./y</a>";
  BOOST_TEST(
      veza::web_app::page_under(built, "") ==
      "<meta name=\"veza-base\" content=\"\" /><link href=\"/favicon.svg\"><script src=\"/assets/a.js\"></script>"
      "<a href=\"https://example.org/./x\">./y</a>");
  BOOST_TEST(veza::web_app::page_under(built, "/music") ==
             "<meta name=\"veza-base\" content=\"/music\" /><link href=\"/music/favicon.svg\"><script "
             "src=\"/music/assets/a.js\"></script><a href=\"https://example.org/./x\">./y</a>");
  BOOST_TEST(veza::web_app::etag_of("a") != veza::web_app::etag_of("b"));
  BOOST_TEST(veza::web_app::etag_of("a").size() == 18U);
}

BOOST_AUTO_TEST_CASE(a_site_below_a_path_says_so_in_its_page) {
  Folder folder;
  folder.write("dist/index.html", "<meta name=\"veza-base\" content=\"\" /><script src=\"./assets/a.js\">");
  FakeHost host(folder.path);
  host.http.base_path = "/music";
  host.start(&veza_plugin_entry_v1);
  const auto page = get(host, "/tracks/1");
  BOOST_TEST(page.body == "<meta name=\"veza-base\" content=\"/music\" /><script src=\"/music/assets/a.js\">");
  BOOST_TEST(!page.header("etag").empty());
  host.stop();
}

BOOST_AUTO_TEST_CASE(says_so_when_nothing_was_built) {
  Folder folder;
  FakeHost host(folder.path);
  host.start(&veza_plugin_entry_v1);
  const auto page = get(host, "/");
  BOOST_TEST(page.status == 503);
  BOOST_TEST(page.error_code() == "not_built");
  host.stop();
}

BOOST_AUTO_TEST_SUITE_END()
