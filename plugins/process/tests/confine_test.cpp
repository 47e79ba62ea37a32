// What a helper program can no longer do. Each case in a process of its own: there is no way back.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <functional>

#include "process/confine.h"

namespace {

// True when `body` says so, confined.
bool confined(const veza::process::Limits& limits, const std::function<bool()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::_exit(veza::process::confine(limits) && body() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(confinement)

BOOST_AUTO_TEST_CASE(no_network) {
  BOOST_TEST(confined({}, [] { return ::socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EACCES; }));
  BOOST_TEST(confined({}, [] { return ::socket(AF_INET6, SOCK_DGRAM, 0) < 0 && errno == EACCES; }));
  BOOST_TEST(confined({}, [] { return ::socket(AF_NETLINK, SOCK_RAW, 0) < 0 && errno == EACCES; }));
  BOOST_TEST(confined({}, [] { return ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }));
}

BOOST_AUTO_TEST_CASE(no_other_program_and_no_privileges) {
  BOOST_TEST(confined({}, [] { return ::execl("/bin/true", "true", nullptr) < 0 && errno == EACCES; }));
  BOOST_TEST(confined({}, [] { return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1; }));
  BOOST_TEST(confined({}, [] { return ::getpriority(PRIO_PROCESS, 0) >= 10; }));
}

BOOST_AUTO_TEST_CASE(limits) {
  const auto soft = [](auto resource) {
    rlimit now{};
    ::getrlimit(resource, &now);
    return now.rlim_cur;
  };
  BOOST_TEST(confined({.cpu_seconds = 7}, [&] { return soft(RLIMIT_CPU) == 7 && soft(RLIMIT_CORE) == 0; }));
  BOOST_TEST(confined({.file_bytes = 1000}, [] {
    const std::string path = "/tmp/veza-confine-" + std::to_string(::getpid());
    std::ofstream out(path);
    out << std::string(2000, 'x') << std::flush;
    const bool refused = !out;
    ::unlink(path.c_str());
    return refused;
  }));
}

BOOST_AUTO_TEST_SUITE_END()
