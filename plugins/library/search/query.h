// What a person types into a search field, as a tree. Everything means something: there is no malformed query.
//
//     moon river          both words        moon AND river   the same
//     moon OR river       one of them       ( … )            groups
//     -live, NOT live     without it        "moon river"     beside each other, in this order
//     moo*                a word that begins so
//
// Operators are in capitals. One that has nothing to work on is a word ("OR" alone searches for "or"), a quotation mark
// or bracket that is never closed reaches to the end, others are left out. What holds punctuation (hip-hop, AC/DC) and
// what a script writes without spaces is a phrase.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace veza::library {

struct Node {
  enum class Kind { phrase, all, any, without };  // `without`: nothing of its one part
  Kind kind = Kind::all;
  std::vector<std::string> words = {};  // of a phrase, at least one
  bool prefix = false;                  // the phrase's last word is the beginning of one
  std::vector<Node> parts = {};
};

// At most 32 words and 16 levels of brackets count. Nothing to search for gives an `all` without parts.
Node parse_query(std::string_view text);

// The words that are searched for, not those that are not wanted; one that is a beginning ends with '*'.
std::vector<std::string> wanted_words(const Node& query);

// Every single whole word that is wanted, replaced by itself or any of the words that `near` has for it.
Node widened(const Node& query, const std::vector<std::pair<std::string, std::vector<std::string>>>& near);

// Whether a document whose lines of words (word_line) these are is found.
bool matches(const Node& query, const std::vector<std::string_view>& lines);

// For FTS5's MATCH and to_tsquery's input (::tsquery). `everything` is a word that every document holds, for queries
// that only say what is not wanted. Empty for a query without words.
std::string to_fts5(const Node& query, std::string_view everything);
std::string to_tsquery(const Node& query, std::string_view everything);

}  // namespace veza::library
