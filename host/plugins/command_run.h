// One run of a plugin's command: what it was given, and where it shows what it does.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace veza::plugins {

// The program implements it; the plugin's threads call it through veza.cli/1. [any]
class CommandRun {
 public:
  virtual ~CommandRun() = default;

  std::vector<std::string> words;              // what is no option
  std::map<std::string, std::string> options;  // name → value, "" for a flag

  enum class Stream { out, err };
  // `text` is safe for a terminal. unavailable: nobody reads it any more.
  virtual base::Status print(Stream stream, std::string_view text) = 0;
  // `total` 0: nobody knows.
  virtual void progress(uint64_t done, uint64_t total, std::string_view unit, std::string_view what) = 0;
  virtual bool interrupted() const = 0;
  virtual int interrupt_fd() const = 0;  // readable from then on
};

// `text` with what could drive a terminal shown as '?': control characters but '\n' and '\t', and bytes that are no
// UTF-8.
std::string for_terminal(std::string_view text);

}  // namespace veza::plugins
