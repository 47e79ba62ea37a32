// TLS 1.2 and 1.3 for one connection to Redis, as an engine without I/O: bytes of the network in, bytes for the network
// out. (hiredis 0.14, Debian 12's, has no TLS.) The server's certificate and name are verified.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

struct ssl_ctx_st;
struct ssl_st;
struct bio_st;

namespace veza::kv {

// Trusts `ca_file` (PEM), or the system's certificates when it is empty. Errors: invalid, naming the file.
base::Result<std::shared_ptr<ssl_ctx_st>> make_tls_context(const std::string& ca_file);

// One thread at a time.
class RedisTls {
 public:
  // `host` is the name or address the certificate must be for.
  RedisTls(const std::shared_ptr<ssl_ctx_st>& context, const std::string& host);

  enum class Step { done, wants_bytes, failed };
  Step handshake();
  bool encrypt(std::string_view plain);
  // Appends what was decrypted to `plain`; failed also when the server said goodbye.
  Step decrypt(std::string& plain);

  void from_network(std::string_view bytes);
  std::string to_network();  // what must be sent now
  // Why it failed, for the end of a sentence.
  std::string reason() const;

 private:
  struct Free {
    void operator()(ssl_st* ssl) const;
  };
  std::unique_ptr<ssl_st, Free> ssl_;
  bio_st* in_;   // owned by ssl_
  bio_st* out_;  // owned by ssl_
  std::string reason_;
};

}  // namespace veza::kv
