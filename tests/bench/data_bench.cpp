// What the database face, the outbox and the job queue cost. Prints `name value` lines; those in _us are microseconds a
// call, the medians of rounds that alternate with what they are compared with.
//
//     build/release/bin/data_bench [reads|events|claims] …                                          on SQLite
//     node tests/support/with.mjs postgres -- build/release/bin/data_bench [reads|events|claims] …  on PostgreSQL
#include <cstring>
#include <filesystem>

#include "base/crypto.h"
#include "data/claims.h"
#include "data/events.h"
#include "data/measure.h"
#include "data/reads.h"

namespace {

struct Part {
  const char* name;
  void (*run)(const char* folder);
};
constexpr Part parts[] = {
    {"reads", &veza::bench::reads}, {"events", &veza::bench::events}, {"claims", &veza::bench::claims}};

bool asked_for(const char* part, int argc, char** argv) {
  if (argc < 2) return true;
  return std::any_of(argv + 1, argv + argc, [&](const char* word) { return std::strcmp(word, part) == 0; });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder =
      std::filesystem::temp_directory_path().string() + "/veza-bench-" + veza::base::random_token(9);
  std::filesystem::create_directories(folder);
  for (const Part& part : parts) {
    if (asked_for(part.name, argc, argv)) part.run(folder.c_str());
  }
  std::filesystem::remove_all(folder);
  return 0;
}
