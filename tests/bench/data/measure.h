// Ways to do the same work, measured side by side: a short round of each in turn, over and over, so that whatever else
// the machine does meets all of them alike; the median round counts.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace veza::bench {

[[noreturn]] inline void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

template <class T>
T must(base::Result<T> result) {
  if (!result) give_up(result.error().message);
  return std::move(*result);
}
inline void must(base::Status status) {
  if (!status) give_up(status.error().message);
}

// `name value`, which tests/bench/data.mjs reads.
inline void print(const std::string& name, double value) { std::printf("%s %.3f\n", name.c_str(), value); }

using Clock = std::chrono::steady_clock;

inline double microseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.at(values.size() / 2);
}

struct Way {
  std::string name;               // of the line printed: microseconds a call
  std::function<void(int)> call;  // gets the number of the call, the same numbers for each way
};

// The first in line changes with every round: who comes after whom is an advantage, or a drawback.
inline void side_by_side(int rounds, int calls, const std::vector<Way>& ways) {
  std::vector<std::vector<double>> took(ways.size());
  for (int round = 0; round < rounds; ++round) {
    for (size_t turn = 0; turn < ways.size(); ++turn) {
      const size_t way = (turn + static_cast<size_t>(round)) % ways.size();
      const auto begin = Clock::now();
      for (int i = 0; i < calls; ++i) ways[way].call(round * calls + i);
      took[way].push_back(microseconds_since(begin) / calls);
    }
  }
  for (size_t way = 0; way < ways.size(); ++way) print(ways[way].name, median(took[way]));
}

}  // namespace veza::bench
