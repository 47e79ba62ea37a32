// A decoder's crash still ends in a sentence.
#pragma once

namespace veza::transcode {

// On SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT and SIGTRAP (GLib's out of memory) one error line is written to
// `progress_fd` before the signal does what it does: the parent sees the signal in the wait status. Files are left.
void report_fatal_signals(int progress_fd);

// SIGXCPU, SIGTERM and SIGINT are only noted. SIGPIPE is ignored.
void note_signals();
bool out_of_cpu_time();
bool asked_to_end();

}  // namespace veza::transcode
