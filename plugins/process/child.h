// A helper program run by a plugin: its output read line by line or as it comes, its end always collected. For work
// that must not be able to take the host down (decoders, tag readers).
//
// The child gets no descriptor but 0 (/dev/null, or the file given), 1 (the pipe read here) and 2, a clean signal
// state, exactly the environment given, and a process group of its own.
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace veza::process {

struct Command {
  std::string program;                   // absolute path
  std::vector<std::string> arguments;    // without argv[0]
  std::vector<std::string> environment;  // "NAME=value"
  std::string error_file;                // where descriptor 2 goes, made anew; empty: /dev/null
  int input = -1;                        // an open file of the caller's that becomes descriptor 0; -1: /dev/null
};

// One step of reading.
struct Line {
  enum class Kind {
    text,       // a line, without its newline
    end,        // the child closed its output; a last line without newline has been given before
    cancelled,  // the cancel descriptor became readable
    timed_out,  // nothing came for too long
    too_long    // a line of more than max_line bytes
  };
  Kind kind = Kind::end;
  std::string text;
};

// How a child ended: `signal` is 0 when it exited by itself.
struct Ending {
  int code = 0;
  int signal = 0;
};

// One thread at a time. Destroying it kills what still runs and waits for it.
class Child {
 public:
  static constexpr std::size_t max_line = std::size_t{4} << 20;

  // Throws std::system_error when the program cannot be started.
  explicit Child(const Command& command);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Waits for the next line. `cancel_fd` may be -1; `timeout_ms` counts from the call.
  Line next_line(int cancel_fd, int timeout_ms);

  // Output as bytes, instead of lines: how many were read, 0 when the child closed it. Throws std::system_error, with
  // ETIMEDOUT when nothing came for `timeout_ms`.
  std::size_t read(char* buffer, std::size_t capacity, int timeout_ms);

  // SIGKILL to the whole process group. Harmless when it is gone.
  void kill();

  // Waits for the end, kills after `grace_ms`. Later calls give the same answer.
  Ending wait(int grace_ms);

 private:
  bool take_line(Line& line);

  pid_t pid_ = -1;
  int output_ = -1;
  bool collected_ = false;
  bool output_ended_ = false;
  Ending ending_;
  std::string buffer_;
  std::size_t searched_ = 0;
};

}  // namespace veza::process
