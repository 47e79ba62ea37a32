#include "process/child.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

using veza::process::Child;
using veza::process::Command;
using veza::process::Line;

namespace {
constexpr int patient = 20000;

Command shell(const std::string& script) { return {"/bin/sh", {"-c", script}, {"PATH=/usr/bin:/bin"}, ""}; }

std::vector<std::string> all_lines(Child& child) {
  std::vector<std::string> lines;
  for (;;) {
    auto line = child.next_line(-1, patient);
    if (line.kind != Line::Kind::text) {
      BOOST_TEST((line.kind == Line::Kind::end));
      return lines;
    }
    lines.push_back(line.text);
  }
}
}  // namespace

BOOST_AUTO_TEST_SUITE(child)

BOOST_AUTO_TEST_CASE(lines_and_exit_code) {
  Child child(shell("echo one; echo; printf last; exit 7"));
  BOOST_TEST(all_lines(child) == (std::vector<std::string>{"one", "", "last"}), boost::test_tools::per_element());
  const auto ending = child.wait(patient);
  BOOST_TEST(ending.code == 7);
  BOOST_TEST(ending.signal == 0);
  BOOST_TEST(child.wait(0).code == 7);
}

BOOST_AUTO_TEST_CASE(environment_and_descriptors_are_clean) {
  ::setenv("VEZA_SECRET", "x", 1);
  const int leaked = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  Child child(shell("echo ${VEZA_SECRET:-none}; ls /proc/self/fd | wc -l"));
  const auto lines = all_lines(child);
  ::close(leaked);
  BOOST_REQUIRE(lines.size() == 2U);
  BOOST_TEST(lines[0] == "none");
  BOOST_TEST(std::stoi(lines[1]) == 4);  // 0, 1, 2 and the one ls reads the folder with
}

BOOST_AUTO_TEST_CASE(a_signal_is_reported) {
  Child child(shell("kill -SEGV $$"));
  all_lines(child);
  BOOST_TEST(child.wait(patient).signal == SIGSEGV);
}

BOOST_AUTO_TEST_CASE(silence_times_out_and_the_child_can_be_killed) {
  Child child(shell("echo on; sleep 600 & wait"));
  BOOST_TEST(child.next_line(-1, patient).text == "on");
  BOOST_TEST((child.next_line(-1, 50).kind == Line::Kind::timed_out));
  child.kill();
  BOOST_TEST(child.wait(patient).signal == SIGKILL);
  BOOST_TEST((child.next_line(-1, patient).kind == Line::Kind::end));  // the grandchild died with its group
}

BOOST_AUTO_TEST_CASE(a_child_that_closes_its_output_is_still_ended) {
  Child child(shell("exec 1>&-; sleep 600"));
  BOOST_TEST((child.next_line(-1, patient).kind == Line::Kind::end));
  BOOST_TEST(child.wait(50).signal == SIGKILL);
}

BOOST_AUTO_TEST_CASE(cancelling_wins_over_waiting_lines) {
  const int cancel = ::eventfd(0, EFD_CLOEXEC);
  Child child(shell("while :; do echo busy; done"));
  BOOST_TEST(child.next_line(cancel, patient).text == "busy");
  const uint64_t one = 1;
  BOOST_REQUIRE(::write(cancel, &one, sizeof one) == sizeof one);
  BOOST_TEST((child.next_line(cancel, patient).kind == Line::Kind::cancelled));
  ::close(cancel);
}

BOOST_AUTO_TEST_CASE(an_endless_line_is_refused) {
  Child child(shell("exec cat /dev/zero"));
  BOOST_TEST((child.next_line(-1, patient).kind == Line::Kind::too_long));
}

BOOST_AUTO_TEST_CASE(a_missing_program_is_an_error) {
  BOOST_CHECK_THROW(Child({"/nonexistent/program", {}, {}, ""}), std::system_error);
}

BOOST_AUTO_TEST_CASE(errors_go_to_the_file) {
  const auto path = std::filesystem::temp_directory_path() / ("veza-child-" + std::to_string(::getpid()));
  auto command = shell("echo trouble >&2");
  command.error_file = path;
  {
    Child child(command);
    all_lines(child);
    child.wait(patient);
  }
  std::string text;
  std::getline(std::ifstream(path), text);
  BOOST_TEST(text == "trouble");
  std::filesystem::remove(path);
}

BOOST_AUTO_TEST_CASE(bytes_of_a_child_that_reads_a_file) {
  char name[] = "/tmp/veza-child-XXXXXX";
  const int file = ::mkstemp(name);
  BOOST_REQUIRE(file >= 0);
  BOOST_REQUIRE(::write(file, "a\0b\n", 4) == 4);
  ::lseek(file, 0, SEEK_SET);
  ::unlink(name);
  Command command = shell("cat; printf end");
  command.input = file;
  Child child(command);
  ::close(file);
  std::string all;
  char buffer[3];
  while (const auto size = child.read(buffer, sizeof buffer, patient)) all.append(buffer, size);
  BOOST_TEST(all == std::string("a\0b\nend", 7));
  BOOST_TEST(child.wait(patient).code == 0);
}

BOOST_AUTO_TEST_CASE(bytes_that_never_come) {
  Child child(shell("sleep 100"));
  char byte = 0;
  BOOST_CHECK_THROW(child.read(&byte, 1, 50), std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
