// Words that are nearly alike.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace veza::library {

// How many changes of a word are taken for a slip: none below four letters, 1 from four, 2 from eight.
size_t forgiven(std::string_view word);

// The optimal string alignment distance of two words (Damerau–Levenshtein: a letter more, less or other, or two that
// changed places), counted in characters; `max` + 1 for everything beyond `max`.
size_t distance(std::string_view a, std::string_view b, size_t max);

// UTF-8, a view each.
std::vector<std::string_view> characters(std::string_view word);
size_t letters(std::string_view word);  // how many

}  // namespace veza::library
