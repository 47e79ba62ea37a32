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
  // A track was played once more: its document says so when it is looked after next (search/upkeep_jobs.h), because a
  // document costs much more to write than a line that it is to be.
  static void played(const Tx& tx, std::string_view track_id);
  // Only how often it was played, without touching its words.
  static void set_plays(const Tx& tx, std::string_view kind, std::string_view id, int64_t plays);
};

}  // namespace veza::library
