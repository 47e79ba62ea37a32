#include "net/message.h"

#include "base/text.h"

namespace veza::net {

std::string_view Request::raw_path() const {
  const std::string_view all(target);
  return all.substr(0, all.find('?'));
}

std::string_view Request::query() const {
  const std::string_view all(target);
  const size_t mark = all.find('?');
  return mark == std::string_view::npos ? std::string_view() : all.substr(mark + 1);
}

std::optional<std::string> Request::query_value(std::string_view name) const {
  std::string_view rest = query();
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const size_t equals = pair.find('=');
    const auto key = base::percent_decode(pair.substr(0, equals), true);
    if (!key || *key != name) continue;
    return equals == std::string_view::npos ? std::string() : base::percent_decode(pair.substr(equals + 1), true);
  }
  return std::nullopt;
}

std::string_view Request::header(const std::string& name) const {
  const auto field = headers.find(name);
  return field == headers.end() ? std::string_view() : std::string_view(field->second);
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  for (auto field = headers.find("Cookie"); field != headers.end(); ++field) {
    if (!base::equal_no_case(field->first, "Cookie")) break;
    for (std::string_view pair : base::split(field->second, ';')) {
      pair = base::trim(pair);
      const size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      std::string_view value = pair.substr(equals + 1);
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
      return std::string(value);
    }
  }
  return std::nullopt;
}

}  // namespace veza::net
