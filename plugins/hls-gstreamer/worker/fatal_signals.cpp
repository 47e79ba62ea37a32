#include "fatal_signals.h"

#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace veza::transcode {
namespace {

// Signal handlers can reach nothing but statics.
volatile std::sig_atomic_t report_fd = -1, cpu_over = 0, end_asked = 0;

void on_fatal(int signal) {
  static constexpr char kLine[] =
      "\n{\"event\":\"error\",\"code\":\"corrupt\",\"message\":\"The file made the decoder fail.\","
      "\"detail\":\"the converter crashed or ran out of memory\"}\n";
  [[maybe_unused]] const ssize_t ignored = ::write(report_fd, kLine, sizeof kLine - 1);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void on_noted(int signal) { (signal == SIGXCPU ? cpu_over : end_asked) = 1; }

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void report_fatal_signals(int progress_fd) {
  report_fd = progress_fd;
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP})
    handle(signal, on_fatal, static_cast<int>(SA_NODEFER | SA_RESETHAND));
}

void note_signals() {
  for (int signal : {SIGXCPU, SIGTERM, SIGINT}) handle(signal, on_noted, SA_RESTART);
  handle(SIGPIPE, SIG_IGN, 0);
}

bool out_of_cpu_time() { return cpu_over != 0; }
bool asked_to_end() { return end_asked != 0; }

}  // namespace veza::transcode
