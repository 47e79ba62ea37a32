// `veza plugin new`: a new plugin's source folder out of the SDK's template.
#pragma once
#include <string>

#include "base/error.h"

namespace veza::plugins {

// Copies `template_dir` (share/veza/template) to <dir>/<id>, with the template's names become the new plugin's; returns
// that folder. Errors: invalid (no plugin id), conflict (the folder exists), the file system's.
base::Result<std::string> new_plugin(const std::string& template_dir, const std::string& dir, const std::string& id);

// The text with the names of the template's plugin replaced; plain, for tests. "my-book" is my_book where a hyphen
// cannot stand and MyBook in type names.
std::string rename_plugin(std::string text, const std::string& id);

}  // namespace veza::plugins
