#include "media/covers.h"

#include <process/child.h>

#include <filesystem>
#include <system_error>

#include <veza/id.hpp>

#include "rules/cover_sizes.h"

namespace veza::library {
namespace {

constexpr int deadline_ms = 20000;

using Outcome = CoverSizes::Outcome;

// The files of one run; those that nobody took are removed.
class Scratch {
 public:
  explicit Scratch(const std::string& folder) : prefix_(folder + "/" + new_id()) {}
  ~Scratch() {
    std::error_code ignored;
    for (const int size : cover_sizes) std::filesystem::remove(file(size), ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& prefix() const { return prefix_; }
  std::string file(int size) const { return prefix_ + "-" + std::to_string(size) + ".jpg"; }

 private:
  std::string prefix_;
};

CoverSizes run(const std::string& program, std::string_view type, const std::string& path, const Scratch& scratch) {
  try {
    process::Child child({program, {std::string(type), path, scratch.prefix()}, {"LC_ALL=C.UTF-8"}, ""});
    const auto line = child.next_line(-1, deadline_ms);
    if (line.kind != process::Line::Kind::text) child.kill();
    const auto [code, signal] = child.wait(deadline_ms);
    if (line.kind != process::Line::Kind::text || signal != 0) return {Outcome::refused, "takes too much to be read"};
    if (code == 0) return {Outcome::made, {}};
    if (code == 1) return {Outcome::refused, line.text};
    return {Outcome::unavailable, "veza-covers ended with status " + std::to_string(code)};
  } catch (const std::system_error& error) {
    return {Outcome::unavailable, error.what()};
  }
}

}  // namespace

CoverSizes make_cover_sizes(const Services& services, std::string_view picture_key, std::string_view type,
                            const std::string& prefix) {
  const Scratch scratch(services.scratch_dir);
  CoverSizes out;
  services.blobs.with_file(picture_key,
                           [&](const std::string& path) { out = run(services.cover_maker, type, path, scratch); });
  if (out.outcome != Outcome::made) return out;
  for (const int size : cover_sizes) services.blobs.put_file(prefix + std::to_string(size), scratch.file(size));
  return out;
}

}  // namespace veza::library
