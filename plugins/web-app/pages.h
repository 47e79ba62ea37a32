// The built pages: dist/ in the plugin's folder, as Vite writes it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace veza::web_app {

// The media type of a file by its name's ending; application/octet-stream for an unknown one. These are our own files,
// so the name can be believed.
std::string_view media_type(std::string_view file_name);

// The files that lie directly in dist/ and have URLs of their own (favicon.svg, theme.js …), sorted; not index.html,
// which is every page. Empty when there is no such folder.
std::vector<std::string> root_files(const std::string& dist);

// index.html as a site under `base` ("" or "/music") gives it at every address: the page's files, which Vite names
// relative to it ("./assets/x.js"), by absolute paths, and the base where the program looks for it (its meta element
// veza-base). No script: the content security policy allows none within a page.
std::string page_under(std::string html, std::string_view base);

// A strong ETag of the bytes.
std::string etag_of(std::string_view bytes);

}  // namespace veza::web_app
