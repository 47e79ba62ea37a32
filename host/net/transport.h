// Bytes over one connected, non-blocking socket, plain or encrypted.
#pragma once
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/file.h"

namespace veza::net {

struct Io {
  enum class State {
    ok,       // `size` bytes moved (fewer than asked is normal)
    blocked,  // nothing now; epoll will tell
    closed,   // the peer has ended its side
    failed,   // the connection is broken
  } state;
  size_t size = 0;
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual Io read(char* buffer, size_t capacity) = 0;
  // `more`: further bytes follow at once, so that the kernel may wait to fill a packet.
  virtual Io write(const iovec* parts, int count, bool more) = 0;
  virtual Io send_file(int file, uint64_t offset, size_t size) = 0;
  // Tells the peer that nothing more will come.
  virtual void end_writing() = 0;
  // Whether a read that did not fill the buffer has emptied the socket.
  virtual bool short_read_empties() const = 0;
  virtual int fd() const = 0;
};

std::unique_ptr<Transport> plain_transport(base::Fd socket);

}  // namespace veza::net
