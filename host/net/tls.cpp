#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace veza::net {

struct TlsContext::Impl {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
};

namespace {

std::string openssl_reason() {
  char text[256] = "unknown";
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  ERR_clear_error();
  return text;
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, ours, sizeof ours - 1, offered, offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

class TlsTransport final : public Transport {
 public:
  TlsTransport(base::Fd socket, SSL* ssl) : socket_(std::move(socket)), ssl_(ssl, &SSL_free) {}

  Io read(char* buffer, size_t capacity) override {
    size_t size = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(ssl_.get(), buffer, capacity, &size);
    return outcome(result, size);
  }

  Io write(const iovec* parts, int count, bool) override {
    size_t written = 0;
    for (int i = 0; i < count; ++i) {
      if (parts[i].iov_len == 0) continue;
      size_t size = 0;
      ERR_clear_error();
      const int result = SSL_write_ex(ssl_.get(), parts[i].iov_base, parts[i].iov_len, &size);
      const Io io = outcome(result, size);
      if (io.state != Io::State::ok) return written ? Io{Io::State::ok, written} : io;
      written += io.size;
      if (io.size < parts[i].iov_len) break;
    }
    return {Io::State::ok, written};
  }

  Io send_file(int file, uint64_t offset, size_t size) override {
    // One record: what SSL_write did not take is read from the file again next time.
    char buffer[16384];
    const ssize_t n = ::pread(file, buffer, std::min(size, sizeof buffer), static_cast<off_t>(offset));
    if (n <= 0) return {Io::State::failed};
    const iovec part{buffer, static_cast<size_t>(n)};
    return write(&part, 1, false);
  }

  void end_writing() override {
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
    ::shutdown(socket_.get(), SHUT_WR);
  }

  bool short_read_empties() const override { return false; }
  int fd() const override { return socket_.get(); }

 private:
  Io outcome(int result, size_t size) {
    if (result == 1) return {Io::State::ok, size};
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ:
      case SSL_ERROR_WANT_WRITE:
        return {Io::State::blocked};
      case SSL_ERROR_ZERO_RETURN:
        return {Io::State::closed};
      default:
        return {Io::State::failed};
    }
  }

  base::Fd socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

}  // namespace

TlsContext::TlsContext(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsContext::~TlsContext() = default;

base::Result<std::shared_ptr<TlsContext>> TlsContext::load(const TlsConfig& config) {
  auto impl = std::make_unique<Impl>();
  SSL_CTX* context = impl->context.get();
  if (!context) return base::fail(base::Code::internal, "OpenSSL cannot make a context: " + openssl_reason());
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
  // A retried write may come from another buffer (a file is read again); an idle connection keeps no buffers.
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context, config.certificate_file.c_str()) != 1) {
    return base::fail(base::Code::invalid, "cannot use the certificate " + config.certificate_file +
                                               " (a PEM file, leaf first): " + openssl_reason());
  }
  if (SSL_CTX_use_PrivateKey_file(context, config.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return base::fail(base::Code::invalid, "cannot use the key " + config.key_file +
                                               " (a PEM file, belonging to the certificate): " + openssl_reason());
  }
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(impl)));
}

std::unique_ptr<Transport> TlsContext::accept(base::Fd socket) const {
  SSL* ssl = SSL_new(impl_->context.get());
  if (!ssl) return nullptr;
  auto transport = std::make_unique<TlsTransport>(std::move(socket), ssl);
  if (SSL_set_fd(ssl, transport->fd()) != 1) return nullptr;
  SSL_set_accept_state(ssl);
  return transport;
}

}  // namespace veza::net
