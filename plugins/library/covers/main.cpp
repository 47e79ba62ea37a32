// veza-covers TYPE FILE PREFIX: writes the picture FILE in every size of a cover to PREFIX-64.jpg, PREFIX-256.jpg, …
// and prints "ok"; or prints why there are none. Exit 0, or 1 for a picture that cannot be read, or 2 for wrong
// arguments.
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>

#include "covers/resize.h"

namespace {

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: veza-covers TYPE FILE PREFIX\n", stderr);
    return 2;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, 10);
  limit(RLIMIT_FSIZE, rlim_t{16} << 20);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_AS, rlim_t{768} << 20);
#endif
  const auto problem = veza::library::covers::resize(argv[2], argv[1], argv[3]);
  std::puts(problem.empty() ? "ok" : problem.c_str());
  return problem.empty() ? 0 : 1;
}
