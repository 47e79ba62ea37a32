// Any bytes at all make words without a separator in them, and a query whose text holds words and operators only.
#include <cstdint>
#include <cstdlib>

#include "search/query.h"
#include "search/typos.h"
#include "search/words.h"

using namespace veza::library;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// Quoted words and what stands between them: nothing of the input is outside of quotes.
void require_well_formed(const std::string& text, char mark, std::string_view outside) {
  bool inside = false;
  int depth = 0;
  for (const char c : text) {
    if (c == mark) {
      inside = !inside;
    } else if (!inside) {
      require(outside.find(c) != std::string_view::npos);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      require(depth >= 0);
    }
  }
  require(!inside && depth == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto& word : words_of(text)) {
    require(!word.empty() && word.size() <= max_word_bytes);
    require(word.find_first_of(" \"'\\():*&|!<->") == std::string::npos);
  }
  const Node query = parse_query(text);
  require_well_formed(to_fts5(query, "ALL"), '"', " ()*ANDORT");
  require_well_formed(to_tsquery(query, "ALL"), '\'', " ()*:&|!<->");
  matches(query, {text});
  const auto half = cut(text, size / 2);
  require(distance(half, half, 2) == 0);
  return 0;
}
