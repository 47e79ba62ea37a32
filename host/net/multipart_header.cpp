#include "net/multipart_header.h"

#include "base/text.h"
#include "net/syntax.h"

namespace veza::net {

namespace {

using base::Code;
using base::equal_no_case;

tl::unexpected<base::Error> malformed(std::string sentence) { return base::fail(Code::invalid, std::move(sentence)); }

// Takes a quoted string off the front of `text`, which begins behind the opening quote.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string value;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    const bool escape = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
    value.push_back(text[escape ? ++i : i]);
  }
  return std::nullopt;
}

std::string take_token(std::string_view& text) {
  size_t end = 0;
  while (end < text.size() && is_token_char(text[end])) ++end;
  const std::string token(text.substr(0, end));
  text.remove_prefix(end);
  return token;
}

// What browsers write for the characters they cannot put between quotes (WHATWG HTML, "escape a multipart name").
std::string browser_unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    if (three == "%22") {
      out.push_back('"');
      i += 2;
    } else if (three == "%0D" || three == "%0A") {
      out.push_back(' ');
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

base::Status read_disposition(std::string_view value, Part& part) {
  const auto field = parse_parameters(value);
  if (!field || !equal_no_case(field->value, "form-data")) {
    return malformed("a part's Content-Disposition must be form-data");
  }
  if (field->find("filename*")) return malformed("a part uses filename*, which form-data does not have");
  const std::string* name = field->find("name");
  if (!name || name->empty()) return malformed("a part has no name");
  part.name = browser_unescape(*name);
  if (const std::string* filename = field->find("filename")) part.filename = browser_unescape(*filename);
  if (!base::is_utf8(part.name) || !base::is_utf8(part.filename.value_or(""))) {
    return malformed("a part's name is not UTF-8");
  }
  return {};
}

}  // namespace

const std::string* Parameters::find(std::string_view name) const {
  for (const auto& [key, text] : list) {
    if (key == name) return &text;
  }
  return nullptr;
}

std::optional<Parameters> parse_parameters(std::string_view text) {
  Parameters found;
  const size_t end = std::min(text.size(), text.find(';'));
  found.value = trim_ows(text.substr(0, end));
  text.remove_prefix(end);
  for (;;) {
    text = trim_ows(text);
    if (text.empty()) return found;
    if (text.front() != ';') return std::nullopt;
    text = trim_ows(text.substr(1));
    if (text.empty()) return found;
    const std::string name = base::lower_ascii(take_token(text));
    if (name.empty() || text.substr(0, 1) != "=" || found.find(name)) return std::nullopt;
    text.remove_prefix(1);
    std::optional<std::string> value;
    if (text.substr(0, 1) == "\"") {
      text.remove_prefix(1);
      value = take_quoted(text);
    } else if (std::string token = take_token(text); !token.empty()) {
      value = std::move(token);
    }
    if (!value) return std::nullopt;
    found.list.emplace_back(name, std::move(*value));
  }
}

base::Result<Part> read_part_headers(std::string_view block) {
  Part part;
  part.content_type = "text/plain";
  bool disposition = false, type = false;
  while (!block.empty()) {
    const size_t end = std::min(block.size(), block.find("\r\n"));
    const std::string_view line = block.substr(0, end);
    block.remove_prefix(std::min(block.size(), end + 2));
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || !is_field_value(line)) {
      return malformed("a part's header line is malformed");
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim_ows(line.substr(colon + 1));
    if (equal_no_case(name, "Content-Disposition")) {
      if (std::exchange(disposition, true)) return malformed("a part has two Content-Disposition headers");
      if (auto read = read_disposition(value, part); !read) return base::fail(read.error());
    } else if (equal_no_case(name, "Content-Type")) {
      if (std::exchange(type, true)) return malformed("a part has two Content-Type headers");
      part.content_type = value;
    } else if (equal_no_case(name, "Content-Transfer-Encoding") && !equal_no_case(value, "7bit") &&
               !equal_no_case(value, "8bit") && !equal_no_case(value, "binary")) {
      return malformed("a part is transfer-encoded, which form-data does not allow");
    }
  }
  if (!disposition) return malformed("a part has no Content-Disposition");
  return part;
}

}  // namespace veza::net
