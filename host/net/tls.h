// TLS for accepted connections, over OpenSSL.
#pragma once
#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "net/server.h"
#include "net/transport.h"

namespace veza::net {

// Certificate, key and the rules (TLS 1.2 or 1.3, ALPN http/1.1). Immutable: a reload makes a new one, and
// connections keep the one they began with. Any thread.
class TlsContext {
 public:
  // Errors name the file.
  static base::Result<std::shared_ptr<TlsContext>> load(const TlsConfig& config);
  ~TlsContext();

  // The handshake happens within the first reads and writes. Null when memory is short.
  std::unique_ptr<Transport> accept(base::Fd socket) const;

 private:
  struct Impl;
  explicit TlsContext(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::net
