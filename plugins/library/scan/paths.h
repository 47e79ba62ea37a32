// Names of files as file systems have them: any bytes but NUL and '/'. Plain functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::library::scan {

// How a path is kept and shown: UTF-8 as it is, but what is no UTF-8, control characters and '\' as "\xNN". Two paths
// never look the same.
std::string shown_path(std::string_view bytes);
// The bytes again; nothing when `shown` was not made by shown_path.
std::optional<std::string> path_bytes(std::string_view shown);

// The key of a path in library_scan_files: 32 hex digits of its SHA-256.
std::string path_key(std::string_view bytes);

// Whether a file is looked at: its name ends like that of a file of music, and is not hidden. What it is, its bytes
// say.
bool is_music_name(std::string_view name);

// "cover.jpg", "Folder.png", "front.jpeg": a picture that belongs to the songs beside it.
bool is_cover_name(std::string_view name);

// Whether `path` is `folder` or below it; both absolute, without "." and "..".
bool is_below(std::string_view path, std::string_view folder);

}  // namespace veza::library::scan
