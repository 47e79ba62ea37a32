// The documents of search, kept in the transactions of what they describe. (library_search)
#pragma once
#include <string_view>

#include <veza/db.hpp>

#include "search/document.h"

namespace veza::library {

// All inside the caller's transaction.
struct SearchIndex {
  // Writes the document, in the place of the one it has of that kind and id. One that changes nothing costs a read.
  static void put(const Tx& tx, const Document& document);
  static void remove(const Tx& tx, std::string_view kind, std::string_view id);
  // Only how often it was played, without touching its words.
  static void set_plays(const Tx& tx, std::string_view kind, std::string_view id, int64_t plays);
};

}  // namespace veza::library
