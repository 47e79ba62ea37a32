// The scripts of a site as text: what one load has read from the folder.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/error.h"

namespace veza::policy {

struct ScriptSet {
  struct Script {
    std::string name;  // "upload_size", the file's name without .lua
    std::string text;
  };
  std::vector<Script> hooks;               // <dir>/hooks/*.lua by name
  std::map<std::string, std::string> lib;  // <dir>/lib/**/*.lua: "text.words" → its text
};

// Reads <dir>/hooks/*.lua and <dir>/lib/**/*.lua; a missing folder is empty. Files whose names are not [a-z0-9_]+.lua
// are errors (invalid), hidden ones are not looked at. Errors: too_large (a script, or too many), and those of reading.
base::Result<ScriptSet> read_scripts(const std::string& dir);

}  // namespace veza::policy
