#include "net/multipart.h"

#include <algorithm>

#include "base/text.h"
#include "net/multipart_header.h"
#include "net/syntax.h"

namespace veza::net {

namespace {

using base::Code;

// RFC 2046 section 5.1.1: bchars, not ending in a space.
bool is_boundary(std::string_view text) {
  const auto allowed = [](char c) {
    return is_digit(c) || is_alpha(c) || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= 70 && text.back() != ' ' && std::all_of(text.begin(), text.end(), allowed);
}

tl::unexpected<base::Error> malformed(std::string sentence) { return base::fail(Code::invalid, std::move(sentence)); }

// Walks the body from delimiter to delimiter.
class Scanner {
 public:
  Scanner(std::string_view body, std::string_view boundary, const MultipartLimits& limits)
      : body_(body), delimiter_("\r\n--" + std::string(boundary)), limits_(limits) {}

  base::Result<std::vector<Part>> run() {
    const std::string_view first = std::string_view(delimiter_).substr(2);
    // A preamble is allowed by RFC 2046; the first delimiter then follows a line break.
    if (body_.substr(0, first.size()) == first) {
      at_ = first.size();
    } else if (const size_t found = body_.find(delimiter_); found != std::string_view::npos) {
      at_ = found + delimiter_.size();
    } else {
      return malformed("the multipart body does not contain its boundary");
    }
    std::vector<Part> parts;
    while (body_.substr(at_, 2) != "--") {
      if (parts.size() == limits_.parts) {
        return base::fail(Code::too_large,
                          "the multipart body has more than " + std::to_string(limits_.parts) + " parts");
      }
      auto part = next_part();
      if (!part) return base::fail(part.error());
      parts.push_back(std::move(*part));
    }
    // After the closing delimiter comes an epilogue to ignore, or nothing; never the rest of a longer boundary.
    const std::string_view rest = body_.substr(at_ + 2);
    if (!rest.empty() && rest.substr(0, 2) != "\r\n")
      return malformed("the closing boundary is followed by other text");
    return parts;
  }

 private:
  base::Result<Part> next_part() {
    if (body_.substr(at_, 2) != "\r\n") return malformed("a multipart boundary is not followed by a line break");
    at_ += 2;
    const std::string_view window = body_.substr(at_, limits_.header_bytes + 4);
    // A part without any header would begin with the empty line; it has no name, so it is refused below.
    const size_t headers = window.substr(0, 2) == "\r\n" ? 0 : window.find("\r\n\r\n");
    if (headers == std::string_view::npos) {
      if (window.size() <= limits_.header_bytes) return malformed("a part's header block does not end");
      return base::fail(Code::too_large, "a part's header block is too large");
    }
    auto part = read_part_headers(window.substr(0, headers));
    if (!part) return part;
    part->offset = at_ + headers + (headers == 0 ? 2 : 4);
    const size_t end = body_.find(delimiter_, part->offset);
    if (end == std::string_view::npos) return malformed("the last part is not closed by its boundary");
    part->size = end - part->offset;
    at_ = end + delimiter_.size();
    return part;
  }

  std::string_view body_;
  std::string delimiter_;
  const MultipartLimits& limits_;
  size_t at_ = 0;
};

}  // namespace

base::Result<std::string> multipart_boundary(std::string_view content_type) {
  const auto field = parse_parameters(content_type);
  if (!field) return malformed("the Content-Type header is malformed");
  if (!base::equal_no_case(field->value, "multipart/form-data")) {
    return base::fail(Code::unsupported, "the body must be multipart/form-data");
  }
  const std::string* boundary = field->find("boundary");
  if (!boundary) return malformed("the Content-Type header names no boundary");
  if (!is_boundary(*boundary)) return malformed("the multipart boundary is not 1 to 70 characters of its alphabet");
  return *boundary;
}

base::Result<std::vector<Part>> parse_multipart(std::string_view body, std::string_view boundary,
                                                const MultipartLimits& limits) {
  if (!is_boundary(boundary)) return malformed("the multipart boundary is not 1 to 70 characters of its alphabet");
  return Scanner(body, boundary, limits).run();
}

}  // namespace veza::net
