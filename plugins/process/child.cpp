#include "process/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>

namespace veza::process {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

std::vector<char*> pointers(const std::vector<std::string>& texts, const std::string* first = nullptr) {
  std::vector<char*> out;
  if (first) out.push_back(const_cast<char*>(first->c_str()));
  for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

struct Actions {
  posix_spawn_file_actions_t value{};
  Actions() { posix_spawn_file_actions_init(&value); }
  ~Actions() { posix_spawn_file_actions_destroy(&value); }
};

struct Attributes {
  posix_spawnattr_t value{};
  Attributes() {
    posix_spawnattr_init(&value);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&value, &none);
    posix_spawnattr_setsigdefault(&value, &all);
    posix_spawnattr_setpgroup(&value, 0);
    posix_spawnattr_setflags(&value, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&value); }
};

int remaining(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left > 0 ? static_cast<int>(left) + 1 : 0;
}

}  // namespace

Child::Child(const Command& command) {
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) fail(errno, "opening a pipe for " + command.program);
  Actions actions;
  if (command.input >= 0) {
    posix_spawn_file_actions_adddup2(&actions.value, command.input, 0);
  } else {
    posix_spawn_file_actions_addopen(&actions.value, 0, "/dev/null", O_RDONLY, 0);
  }
  posix_spawn_file_actions_adddup2(&actions.value, pipe_ends[1], 1);
  const std::string errors = command.error_file.empty() ? "/dev/null" : command.error_file;
  posix_spawn_file_actions_addopen(&actions.value, 2, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addclosefrom_np(&actions.value, 3);
  const Attributes attributes;
  const auto arguments = pointers(command.arguments, &command.program);
  const auto environment = pointers(command.environment);
  const int error = ::posix_spawn(&pid_, command.program.c_str(), &actions.value, &attributes.value, arguments.data(),
                                  environment.data());
  ::close(pipe_ends[1]);
  if (error != 0) {
    ::close(pipe_ends[0]);
    fail(error, "starting " + command.program);
  }
  output_ = pipe_ends[0];
  ::fcntl(output_, F_SETFL, O_NONBLOCK);
}

Child::~Child() {
  kill();
  wait(0);
  ::close(output_);
}

bool Child::take_line(Line& line) {
  const auto newline = buffer_.find('\n', searched_);
  if (newline == std::string::npos) {
    searched_ = buffer_.size();
    return false;
  }
  line = {Line::Kind::text, buffer_.substr(0, newline)};
  buffer_.erase(0, newline + 1);
  searched_ = 0;
  return true;
}

Line Child::next_line(int cancel_fd, int timeout_ms) {
  const auto deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  Line line;
  for (;;) {
    // A cancellation is heard before lines that wait already, or a busy child would never be stopped.
    pollfd fds[2] = {{cancel_fd, POLLIN, 0}, {output_ended_ ? -1 : output_, POLLIN, 0}};
    const bool have_line = take_line(line);
    const int ready = ::poll(fds, 2, have_line || output_ended_ ? 0 : remaining(deadline));
    if (ready < 0 && errno != EINTR) fail(errno, "waiting for a helper program");
    if (ready > 0 && fds[0].revents != 0) return {Line::Kind::cancelled, {}};
    if (have_line) return line;
    if (output_ended_) {
      if (buffer_.empty()) return {Line::Kind::end, {}};
      line = {Line::Kind::text, std::move(buffer_)};
      buffer_.clear();
      searched_ = 0;
      return line;
    }
    if (buffer_.size() > max_line) return {Line::Kind::too_long, {}};
    if (ready > 0 && fds[1].revents != 0) {
      char bytes[16384];
      const ssize_t n = ::read(output_, bytes, sizeof bytes);
      if (n > 0) {
        buffer_.append(bytes, static_cast<std::size_t>(n));
      } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        output_ended_ = true;
      }
    } else if (ready == 0 && Clock::now() >= deadline) {
      return {Line::Kind::timed_out, {}};
    }
  }
}

std::size_t Child::read(char* buffer, std::size_t capacity, int timeout_ms) {
  const auto deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    const ssize_t n = ::read(output_, buffer, capacity);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EAGAIN && errno != EINTR) fail(errno, "reading a helper program's output");
    pollfd fd{output_, POLLIN, 0};
    const int ready = ::poll(&fd, 1, remaining(deadline));
    if (ready < 0 && errno != EINTR) fail(errno, "waiting for a helper program");
    if (ready == 0) fail(ETIMEDOUT, "waiting for a helper program");
  }
}

void Child::kill() {
  // Until it is collected the id cannot have been given to another process.
  if (!collected_) ::kill(-pid_, SIGKILL);
}

Ending Child::wait(int grace_ms) {
  if (collected_) return ending_;
  const int pid_fd = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (pid_fd >= 0) {
    const auto deadline = Clock::now() + std::chrono::milliseconds(grace_ms);
    pollfd fd{pid_fd, POLLIN, 0};
    int ready = -1;
    while ((ready = ::poll(&fd, 1, remaining(deadline))) < 0 && errno == EINTR) {
    }
    ::close(pid_fd);
    if (ready <= 0) kill();
  } else {
    kill();
  }
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  collected_ = true;
  ending_ = WIFSIGNALED(status) ? Ending{0, WTERMSIG(status)} : Ending{WEXITSTATUS(status), 0};
  return ending_;
}

}  // namespace veza::process
