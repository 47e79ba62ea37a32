// Acoustic fingerprints (chromaprint): which recordings are the same one, encoded otherwise.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace veza::library {

// Words of 32 bits, one for each eighth of a second from the start of the recording.
using Fingerprint = std::vector<std::uint32_t>;

// As it is kept: base64 of the words, little endian. Nothing for what is no such text.
std::string stored(const Fingerprint& fingerprint);
std::optional<Fingerprint> fingerprint_from(std::string_view base64);

// What is compared at all: ten seconds of overlap, and starts that lie less than ten seconds apart.
inline constexpr std::size_t least_overlap = 80;
inline constexpr int most_offset = 80;

// The share of bits that differ, 0 to 1, where the two fit best; ½ is what unrelated recordings have. 1 when they
// overlap too little.
double bit_error(const Fingerprint& a, const Fingerprint& b);

// Encodings of one recording differ in at most 5 % of the bits (64 kbit/s MP3), two recordings in 35 % and more: 1 for
// the same bits, 0 for half of them; nothing above 15 %.
std::optional<double> same_recording(const Fingerprint& a, const Fingerprint& b);

// The words by which the fingerprint is looked up: the 32 with the smallest hash, of those that differ from both
// neighbours. Whatever part of its words two fingerprints share, they share about that part of these, wherever the
// recordings begin. Empty for what says too little: silence, a steady tone, a few seconds.
std::vector<std::uint32_t> landmarks(const Fingerprint& fingerprint);

// Whether two durations can be those of one recording: within two per cent and three seconds.
std::int64_t most_difference_ms(std::int64_t duration_ms);

}  // namespace veza::library
