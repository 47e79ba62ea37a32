// How hooks and the scripts' answers to them are named.
#pragma once
#include <string_view>

namespace veza::policy {

// "upload.check": two to four words of [a-z0-9_] joined by dots, at most 64 bytes.
bool is_hook_name(std::string_view text);
// 1 to 64 of [a-z0-9_.-].
bool is_hook_id(std::string_view text);

}  // namespace veza::policy
