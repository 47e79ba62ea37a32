#include "net/conditional.h"

#include "base/text.h"
#include "net/http_date.h"
#include "net/syntax.h"

namespace veza::net {

namespace {

std::string_view opaque(std::string_view tag) { return tag.substr(0, 2) == "W/" ? tag.substr(2) : tag; }
bool is_weak(std::string_view tag) { return tag.substr(0, 2) == "W/"; }

// Whether the list holds the tag, or is "*" (which any representation matches).
bool list_matches(std::string_view list, std::string_view tag, bool strong) {
  if (trim_ows(list) == "*") return true;
  if (tag.empty()) return false;
  // A tag may hold commas, so the list is read tag by tag.
  for (;;) {
    const size_t start = list.find_first_not_of(" \t,");
    if (start == std::string_view::npos) return false;
    list.remove_prefix(start);
    const size_t open = is_weak(list) ? 2 : 0;
    if (open >= list.size() || list[open] != '"') return false;
    const size_t close = list.find('"', open + 1);
    if (close == std::string_view::npos) return false;
    const std::string_view one = list.substr(0, close + 1);
    if (opaque(one) == opaque(tag) && !(strong && (is_weak(one) || is_weak(tag)))) return true;
    list.remove_prefix(close + 1);
  }
}

// Whether the representation is no newer than the field's date; nothing when either date cannot be read.
std::optional<bool> not_after(std::string_view last_modified, const std::string& date) {
  const auto modified = parse_http_date(last_modified);
  const auto limit = parse_http_date(date);
  if (!modified || !limit) return std::nullopt;
  return *modified <= *limit;
}

}  // namespace

bool accepts_gzip(std::string_view field) {
  std::optional<bool> any, gzip;
  for (std::string_view member : base::split(field, ',')) {
    const size_t semicolon = member.find(';');
    const std::string_view coding = trim_ows(member.substr(0, semicolon));
    bool wanted = true;
    if (semicolon != std::string_view::npos) {
      const std::string_view weight = trim_ows(member.substr(semicolon + 1));
      wanted = !base::equal_no_case(weight.substr(0, 2), "q=") ||
               weight.substr(2).find_first_not_of("0.") != std::string_view::npos;
    }
    if (base::equal_no_case(coding, "gzip") || base::equal_no_case(coding, "x-gzip")) gzip = wanted;
    if (coding == "*") any = wanted;
  }
  return gzip.value_or(any.value_or(false));
}

Conditions conditions_of(const Head& head) {
  Conditions found;
  found.head = head.method == "HEAD";
  found.get = head.method == "GET";
  if (!found.head && !found.get) return found;
  for (const auto& [name, value] : head.fields) {
    const auto is = [&, field = name](std::string_view wanted) { return base::equal_no_case(field, wanted); };
    const auto take = [&, field = value](std::optional<std::string>& into) {
      // Several fields of one name are one list (RFC 9110 section 5.3).
      into = into ? *into + ", " + std::string(field) : std::string(field);
    };
    switch (name.size()) {
      case 5:
        if (is("Range")) take(found.range);
        break;
      case 8:
        if (is("If-Match")) take(found.if_match);
        if (is("If-Range")) take(found.if_range);
        break;
      case 13:
        if (is("If-None-Match")) take(found.if_none_match);
        break;
      case 15:
        if (is("Accept-Encoding")) found.accepts_gzip = accepts_gzip(value);
        break;
      case 17:
        if (is("If-Modified-Since")) take(found.if_modified_since);
        break;
      case 19:
        if (is("If-Unmodified-Since")) take(found.if_unmodified_since);
        break;
      default:
        break;
    }
  }
  return found;
}

Verdict evaluate(const Conditions& conditions, std::string_view etag, std::string_view last_modified) {
  if (!conditions.get && !conditions.head) return Verdict::proceed;
  if (conditions.if_match) {
    if (!list_matches(*conditions.if_match, etag, true)) return Verdict::failed;
  } else if (conditions.if_unmodified_since) {
    if (!not_after(last_modified, *conditions.if_unmodified_since).value_or(true)) return Verdict::failed;
  }
  if (conditions.if_none_match) {
    if (list_matches(*conditions.if_none_match, etag, false)) return Verdict::not_modified;
  } else if (conditions.if_modified_since) {
    if (not_after(last_modified, *conditions.if_modified_since).value_or(false)) return Verdict::not_modified;
  }
  return Verdict::proceed;
}

bool range_applies(const Conditions& conditions, std::string_view etag, std::string_view last_modified) {
  if (!conditions.get || !conditions.range) return false;
  if (!conditions.if_range) return true;
  const std::string_view validator = *conditions.if_range;
  if (validator.find('"') != std::string_view::npos) return !is_weak(validator) && validator == etag;
  return !last_modified.empty() && validator == last_modified;
}

}  // namespace veza::net
