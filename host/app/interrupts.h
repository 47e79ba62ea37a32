// Ctrl-C as a question a long command asks, so that it can put its things away.
#pragma once
#include "base/file.h"

namespace veza::app {

// SIGINT and SIGTERM are held back in this thread, and those it starts, from the construction on.
class Interrupts {
 public:
  Interrupts();
  // Whether one came. [any thread]
  bool came() const;
  // Readable (poll) once one came; never read or close it.
  int fd() const { return signals_.get(); }

 private:
  base::Fd signals_;
};

}  // namespace veza::app
