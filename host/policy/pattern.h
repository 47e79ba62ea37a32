// Lua's patterns (reference manual section 6.4.1), matched so that the matching can be stopped: Lua's own matcher is C
// code that no debug hook interrupts, and a pattern such as "a*a*a*a*b" takes it exponentially long.
//
// The matcher backtracks like Lua's and gives the same results, but counts its steps and asks from time to time whether
// it should go on. Its recursion is as deep as the pattern has items, whatever the subject.
#pragma once
#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace veza::policy {

inline constexpr size_t max_pattern_bytes = 1000;
inline constexpr int max_captures = 32;

class Pattern {
 public:
  // Errors (invalid), in the words of Lua: "malformed pattern (missing ']')" … `anchors`: whether a leading '^' is one.
  static base::Result<Pattern> compile(std::string_view text, bool anchors);

  struct Capture {
    size_t start = 0;
    size_t size = 0;
    bool position = false;  // "()": the place itself
    bool closed = false;
  };
  struct Found {
    size_t start = 0;
    size_t end = 0;
    std::array<Capture, max_captures> captures{};
    int capture_count = 0;
  };

  // Asked every few thousand steps; true stops the matching.
  using Stop = bool (*)(void* self);
  struct Interrupt {
    Stop stop = nullptr;
    void* self = nullptr;
  };
  enum class Outcome { found, none, stopped };

  // The first match that starts at or after `from`; with an anchor, only at `from`.
  Outcome search(std::string_view subject, size_t from, Found& found, const Interrupt& interrupt) const;

  bool anchored() const { return anchored_; }

 private:
  enum class Kind { one, optional, greedy, greedy_one, lazy, open, position, close, back, balance, frontier, end };
  struct Item {
    Kind kind = Kind::one;
    std::bitset<256> set;
    uint8_t number = 0;  // a capture's, or the opening character of a balance
    uint8_t other = 0;   // the closing one
  };
  friend class PatternCompiler;
  friend class PatternMatcher;

  std::vector<Item> items_;
  int capture_count_ = 0;
  bool anchored_ = false;
};

}  // namespace veza::policy
