#include "search/typos.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace veza::library {
namespace {

bool is_start(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

std::vector<std::string_view> characters(std::string_view word) {
  std::vector<std::string_view> out;
  for (size_t at = 0; at < word.size();) {
    size_t end = at + 1;
    while (end < word.size() && !is_start(word[end])) ++end;
    out.push_back(word.substr(at, end - at));
    at = end;
  }
  return out;
}

size_t letters(std::string_view word) { return static_cast<size_t>(std::count_if(word.begin(), word.end(), is_start)); }

size_t forgiven(std::string_view word) {
  const size_t size = letters(word);
  return size >= 8 ? 2 : size >= 4 ? 1 : 0;
}

size_t distance(std::string_view a, std::string_view b, size_t max) {
  const auto from = characters(a), to = characters(b);
  const size_t apart = from.size() > to.size() ? from.size() - to.size() : to.size() - from.size();
  if (apart > max) return max + 1;
  std::array<std::vector<size_t>, 3> rows;
  for (auto& row : rows) row.resize(to.size() + 1);
  for (size_t j = 0; j <= to.size(); ++j) rows[0][j] = j;
  for (size_t i = 1; i <= from.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& before = rows[(i + 1) % 3];
    row[0] = i;
    size_t least = i;
    for (size_t j = 1; j <= to.size(); ++j) {
      const size_t other = from[i - 1] == to[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + other});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    // A transposition reaches back over one row, so one row beyond the bound does not end it.
    if (least > max + 1) return max + 1;
  }
  return std::min(rows[from.size() % 3][to.size()], max + 1);
}

}  // namespace veza::library
