// XSPF version 1 (https://xspf.org/spec) through expat. A document type is refused where it begins, so that a file can
// define no entities, and reads nothing from elsewhere.
#include <expat.h>

#include <cstdint>
#include <memory>

#include "playlists/formats/document.h"
#include "rules/text.h"

namespace veza::library {
namespace {

constexpr std::string_view name_space = "http://xspf.org/ns/0/";
constexpr size_t deepest = 32, longest_text = 4096;

class Reader {
 public:
  Reader() : parser_(XML_ParserCreateNS(nullptr, ' '), &XML_ParserFree) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(
        parser_.get(), [](void* self, const char* name, const char**) { static_cast<Reader*>(self)->open(name); },
        [](void* self, const char*) { static_cast<Reader*>(self)->close(); });
    XML_SetCharacterDataHandler(parser_.get(), [](void* self, const char* text, int size) {
      static_cast<Reader*>(self)->text({text, static_cast<size_t>(size)});
    });
    XML_SetStartDoctypeDeclHandler(parser_.get(), [](void* self, const char*, const char*, const char*, int) {
      static_cast<Reader*>(self)->stop("has a document type, which a playlist needs none of");
    });
  }

  ParsedPlaylist read(std::string_view bytes) {
    const bool whole = XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), 1) == XML_STATUS_OK;
    if (!problem_.empty()) return problem_;
    if (!whole) {
      return std::string("is not XML: ") + XML_ErrorString(XML_GetErrorCode(parser_.get())) + " in line " +
             std::to_string(XML_GetCurrentLineNumber(parser_.get()));
    }
    if (!is_xspf_) return "is not XSPF: its first element is not a playlist of http://xspf.org/ns/0/";
    if (out_.entries.empty()) return "has no entries";
    return std::move(out_);
  }

 private:
  void stop(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  // The element's name in XSPF's own name space; empty for another's.
  static std::string_view local(std::string_view name) {
    const auto space = name.find(' ');
    if (space == std::string_view::npos) return name;  // many files name no space at all
    return name.substr(0, space) == name_space ? name.substr(space + 1) : std::string_view();
  }

  void open(std::string_view full) {
    const auto name = local(full);
    if (path_.size() == deepest) return stop("has elements inside too many elements");
    if (path_.empty()) is_xspf_ = name == "playlist";
    path_.emplace_back(name);
    text_.clear();
    if (!in_track()) return;
    if (path_.size() == 3) {
      if (out_.entries.size() == most_entries) return stop("has more than 5000 entries");
      out_.entries.emplace_back();
    }
  }

  bool in_track() const { return is_xspf_ && path_.size() >= 3 && path_[1] == "trackList" && path_[2] == "track"; }

  void text(std::string_view part) {
    if (text_.size() < longest_text) text_ += part.substr(0, longest_text - text_.size());
  }

  void close() {
    const std::string name = std::move(path_.back());
    path_.pop_back();
    if (is_xspf_ && path_.size() == 1) {
      if (name == "title") out_.title = entry_text(text_);
      if (name == "annotation") out_.annotation = clean_text(text_, 2000);
    } else if (path_.size() == 3 && in_track() && !out_.entries.empty()) {
      read_member(name, out_.entries.back());
    }
    text_.clear();
  }

  void read_member(const std::string& name, Entry& entry) {
    const auto value = clean_text(text_, 1000);
    if (name == "title") entry.title = entry_text(value);
    if (name == "creator") entry.creator = entry_text(value);
    if (name == "album") entry.album = entry_text(value);
    if (name == "duration" && value.size() <= 10 && value.find_first_not_of("0123456789") == std::string::npos &&
        !value.empty()) {
      entry.duration_ms = std::stoll(value);
    }
    if (name == "location" && entry.location.empty()) entry.location = value;
    if (name == "location" || name == "identifier") read_identifier(value, entry);
  }

  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
  PlaylistDocument out_;
  std::vector<std::string> path_;
  std::string text_, problem_;
  bool is_xspf_ = false;
};

std::string element(std::string_view indent, std::string_view name, std::string_view text) {
  std::string out = std::string(indent) + "<" + std::string(name) + ">";
  for (size_t i = 0; i < text.size(); ++i) {
    // U+FFFE and U+FFFF are no characters of XML.
    if (const auto three = text.substr(i, 3); three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
      i += 2;
      continue;
    }
    switch (const char c = text[i]; c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out + "</" + std::string(name) + ">\n";
}

}  // namespace

ParsedPlaylist parse_xspf(std::string_view text) {
  if (text.size() > largest_playlist_file) return "is larger than 8 MiB";
  return Reader().read(text);
}

std::string write_xspf(const PlaylistDocument& document) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n";
  out += element("  ", "title", clean_text(document.title, 1000));
  if (!document.annotation.empty()) out += element("  ", "annotation", clean_text(document.annotation, 2000));
  out += "  <trackList>\n";
  for (const auto& entry : document.entries) {
    out += "    <track>\n" + element("      ", "location", entry.location);
    for (const auto& id : identifiers(entry)) out += element("      ", "identifier", id);
    out += element("      ", "title", clean_text(entry.title, 1000));
    if (!entry.creator.empty()) out += element("      ", "creator", clean_text(entry.creator, 1000));
    if (!entry.album.empty()) out += element("      ", "album", clean_text(entry.album, 1000));
    if (entry.duration_ms > 0) out += element("      ", "duration", std::to_string(entry.duration_ms));
    out += "    </track>\n";
  }
  return out + "  </trackList>\n</playlist>\n";
}

}  // namespace veza::library
