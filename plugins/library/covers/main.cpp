// veza-covers TYPE FILE PREFIX: writes the picture FILE in every size of a cover to PREFIX-64.jpg, PREFIX-256.jpg, …
// and prints "ok"; or prints why there are none. Exit 0, or 1 for a picture that cannot be read, or 2 for wrong
// arguments.
#include <process/confined_program.h>

#include <cstdio>

#include "covers/resize.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: veza-covers TYPE FILE PREFIX\n", stderr);
    return 2;
  }
  if (!veza::process::confine({.memory_bytes = 768ULL << 20, .cpu_seconds = 10, .file_bytes = 16ULL << 20})) {
    std::perror("veza-covers");
    return 2;
  }
  const auto problem = veza::library::covers::resize(argv[2], argv[1], argv[3]);
  std::puts(problem.empty() ? "ok" : problem.c_str());
  return problem.empty() ? 0 : 1;
}
