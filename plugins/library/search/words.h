// Text as the words that are searched: the same for what is stored and what is asked, on both engines.
//
// A word is folded (rules/text.h) and holds letters, digits and marks only, so it needs no tokenizer: FTS5 gets words
// with spaces between them and its `ascii` tokenizer, PostgreSQL a tsvector that was put together from them.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace veza::library {

// More of a text is not looked at.
inline constexpr size_t max_searched_bytes = 10'000;
inline constexpr size_t max_word_bytes = 64;

// The words of `text`, in order. What a script writes without spaces (Han, Kana, Thai …) gives a word for each
// character, and so does a symbol or an emoji; an apostrophe inside a word is left out, other punctuation parts words.
// Bytes that are not UTF-8 part words too.
std::vector<std::string> words_of(std::string_view text);

// The same with a space between them.
std::string word_line(std::string_view text);

// The first `max` bytes of `text`, whole characters only.
std::string_view cut(std::string_view text, size_t max);

}  // namespace veza::library
