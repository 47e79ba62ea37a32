#include "http/route.h"

#include "base/text.h"

namespace veza::http {
namespace {

using base::Code;

bool is_name(std::string_view text) {
  if (text.empty() || !((text[0] >= 'a' && text[0] <= 'z') || text[0] == '_')) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

base::Result<Segment> parse_segment(std::string_view text) {
  if (text.find_first_of("{}") == std::string_view::npos) return Segment{Segment::Kind::literal, std::string(text)};
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') {
    return base::fail(Code::invalid, "a brace stands inside \"" + std::string(text) + "\"");
  }
  std::string_view name = text.substr(1, text.size() - 2);
  Segment segment{Segment::Kind::param, {}};
  if (name.ends_with("...")) {
    segment.kind = Segment::Kind::rest;
    name.remove_suffix(3);
  }
  if (!is_name(name)) {
    return base::fail(Code::invalid, "\"" + std::string(name) + "\" is no name: use a-z, digits and '_'");
  }
  segment.text = name;
  return segment;
}

}  // namespace

base::Result<std::vector<Segment>> parse_pattern(std::string_view pattern) {
  const auto fault = [&](const std::string& what) {
    return base::fail(Code::invalid, "the route pattern \"" + std::string(pattern) + "\": " + what);
  };
  if (!pattern.starts_with('/')) return fault("it must begin with '/'");
  std::vector<Segment> segments;
  if (pattern == "/") return segments;
  size_t names = 0;
  for (const std::string_view text : base::split(pattern.substr(1), '/')) {
    if (text.empty()) return fault("a segment is empty");
    if (!segments.empty() && segments.back().kind == Segment::Kind::rest) return fault("nothing may follow {rest...}");
    auto segment = parse_segment(text);
    if (!segment) return fault(segment.error().message);
    if (segment->kind != Segment::Kind::literal) {
      const bool twice = std::any_of(segments.begin(), segments.end(), [&](const Segment& other) {
        return other.kind != Segment::Kind::literal && other.text == segment->text;
      });
      if (twice) return fault("the name " + segment->text + " stands there twice");
      if (++names > PathParams::max) return fault("it has more than 8 names");
    }
    segments.push_back(std::move(*segment));
  }
  return segments;
}

std::string label(const Route& route) { return route.method + " " + route.pattern; }

}  // namespace veza::http
