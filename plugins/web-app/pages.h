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

}  // namespace veza::web_app
