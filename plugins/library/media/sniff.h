// What an uploaded file is, by its bytes. Names and declared types are never asked.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::library {

enum class Format { wav, aiff, flac, mp3, m4a, aac, vorbis, opus };

// "wav", "aiff", "flac", "mp3", "m4a", "aac", "vorbis", "opus".
std::string_view format_name(Format format);
std::optional<Format> format_named(std::string_view name);
// The media type served with the original: "audio/flac".
std::string_view content_type(Format format);

struct Sniffed {
  std::optional<Format> format;
  std::string looks_like;  // without a format, what it is instead: "a PDF document"
};

// `bytes` is the whole file; at most tags and the first 64 KiB behind them are looked at.
Sniffed sniff(std::string_view bytes);

}  // namespace veza::library
