#include "app/interrupts.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <csignal>

namespace veza::app {

Interrupts::Interrupts() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = base::Fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

// Left unread: whoever asks next hears of it, too.
bool Interrupts::came() const {
  pollfd signals{signals_.get(), POLLIN, 0};
  return ::poll(&signals, 1, 0) == 1;
}

}  // namespace veza::app
