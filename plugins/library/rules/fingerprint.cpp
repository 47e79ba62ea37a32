#include "rules/fingerprint.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <set>

#include "uploads/tus_fields.h"

namespace veza::library {
namespace {

constexpr size_t most_words = 4096, most_landmarks = 32, least_distinct = 40;
constexpr double most_error = 0.15;

// Spreads the words: neighbours among them say nothing about each other afterwards. (MurmurHash3's last step.)
uint32_t spread(uint32_t word) {
  word ^= word >> 16U;
  word *= 0x85EBCA6BU;
  word ^= word >> 13U;
  word *= 0xC2B2AE35U;
  return word ^ (word >> 16U);
}

}  // namespace

std::string stored(const Fingerprint& fingerprint) {
  std::string bytes;
  bytes.reserve(fingerprint.size() * 4);
  for (const uint32_t word : fingerprint) {
    for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(word >> shift & 0xFFU);
  }
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<size_t>(size));
  return out;
}

std::optional<Fingerprint> fingerprint_from(std::string_view base64) {
  if (base64.size() > most_words * 6) return std::nullopt;
  const auto bytes = tus::from_base64(base64);
  if (!bytes || bytes->size() % 4 != 0) return std::nullopt;
  Fingerprint out(bytes->size() / 4);
  for (size_t i = 0; i < bytes->size(); ++i) {
    out[i / 4] |= uint32_t{static_cast<unsigned char>((*bytes)[i])} << (i % 4 * 8);
  }
  return out;
}

double bit_error(const Fingerprint& a, const Fingerprint& b) {
  double best = 1;
  for (int offset = -most_offset; offset <= most_offset; ++offset) {
    // a[i] beside b[i - offset]
    const auto first = static_cast<size_t>(std::max(0, offset));
    const auto shift = static_cast<std::ptrdiff_t>(offset);
    const auto end = std::min(static_cast<std::ptrdiff_t>(a.size()), static_cast<std::ptrdiff_t>(b.size()) + shift);
    if (end < static_cast<std::ptrdiff_t>(first + least_overlap)) continue;
    size_t differing = 0;
    for (auto i = static_cast<std::ptrdiff_t>(first); i < end; ++i) {
      differing += static_cast<size_t>(std::popcount(a[static_cast<size_t>(i)] ^ b[static_cast<size_t>(i - shift)]));
    }
    const auto bits = static_cast<double>(end - static_cast<std::ptrdiff_t>(first)) * 32;
    best = std::min(best, static_cast<double>(differing) / bits);
  }
  return best;
}

std::optional<double> same_recording(const Fingerprint& a, const Fingerprint& b) {
  const double error = bit_error(a, b);
  return error <= most_error ? std::optional(1 - 2 * error) : std::nullopt;
}

std::vector<uint32_t> landmarks(const Fingerprint& fingerprint) {
  std::set<std::pair<uint32_t, uint32_t>> by_hash;
  for (size_t i = 1; i + 1 < fingerprint.size(); ++i) {
    const uint32_t word = fingerprint[i];
    if (word != fingerprint[i - 1] && word != fingerprint[i + 1]) by_hash.emplace(spread(word), word);
  }
  std::vector<uint32_t> out;
  if (by_hash.size() < least_distinct) return out;
  for (auto each = by_hash.begin(); each != by_hash.end() && out.size() < most_landmarks; ++each) {
    out.push_back(each->second);
  }
  return out;
}

int64_t most_difference_ms(int64_t duration_ms) { return 3000 + duration_ms / 50; }

}  // namespace veza::library
