#include "media/analysis.h"

#include <algorithm>

#include "rules/music.h"

namespace veza::library {
namespace {

constexpr size_t most_words = 2000;

bool is_word(const Json& word) { return word.is_number_unsigned() && word.get<uint64_t>() <= UINT32_MAX; }

}  // namespace

Analysis analysis_from(const Json& line) {
  Analysis out;
  if (!line.is_object()) return out;
  const auto bpm = line.find("bpm"), key = line.find("key"), words = line.find("fingerprint");
  if (bpm != line.end() && bpm->is_number() && bpm->get<double>() >= min_bpm && bpm->get<double>() <= max_bpm) {
    out.bpm = bpm->get<double>();
  }
  if (key != line.end() && key->is_string()) out.key = musical_key(key->get_ref<const std::string&>());
  if (words != line.end() && words->is_array() && words->size() <= most_words &&
      std::all_of(words->begin(), words->end(), &is_word)) {
    out.fingerprint = words->get<Fingerprint>();
  }
  return out;
}

}  // namespace veza::library
