// The parameters of one call: of the address, of a form in the body, or of both.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace veza::opensubsonic {

class Params {
 public:
  static constexpr size_t most = 20'000;

  // Reads application/x-www-form-urlencoded text. False when an escape is broken, a name or value is not UTF-8 or holds
  // a NUL, or there are more than `most` of them; what was read before stays.
  bool read(std::string_view form);

  void add(std::string name, std::string value) { all_.emplace_back(std::move(name), std::move(value)); }
  size_t size() const { return all_.size(); }

  // The first of that name, and all of them. An empty one counts as not sent, except for `all`.
  std::optional<std::string_view> find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  std::string text(std::string_view name, std::string_view otherwise = "") const;

  // Throw Failure: missing_parameter when it is not there, generic when it is not of the kind.
  std::string require(std::string_view name) const;
  int64_t number(std::string_view name, int64_t otherwise, int64_t least, int64_t most_allowed) const;
  int64_t require_number(std::string_view name, int64_t least, int64_t most_allowed) const;
  bool flag(std::string_view name, bool otherwise) const;

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

}  // namespace veza::opensubsonic
