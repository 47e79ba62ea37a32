#include "kv/redis_tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace veza::kv {
namespace {

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
  return text ? text : "the connection was closed";
}

bool is_address(const std::string& host) {
  unsigned char bytes[16];
  return ::inet_pton(AF_INET, host.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

}  // namespace

base::Result<std::shared_ptr<ssl_ctx_st>> make_tls_context(const std::string& ca_file) {
  std::shared_ptr<ssl_ctx_st> context(SSL_CTX_new(TLS_client_method()), [](SSL_CTX* c) { SSL_CTX_free(c); });
  if (!context) return base::fail(base::Code::internal, "OpenSSL cannot begin TLS: " + openssl_reason());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const int trusted = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                      : SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr);
  if (trusted != 1) {
    return base::fail(base::Code::invalid, "the certificates in " + (ca_file.empty() ? "the system's store" : ca_file) +
                                               " cannot be read (" + openssl_reason() +
                                               "); name a PEM file with the authority of Redis's certificate");
  }
  return context;
}

void RedisTls::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

RedisTls::RedisTls(const std::shared_ptr<ssl_ctx_st>& context, const std::string& host)
    : ssl_(SSL_new(context.get())), in_(BIO_new(BIO_s_mem())), out_(BIO_new(BIO_s_mem())) {
  SSL_set_bio(ssl_.get(), in_, out_);
  SSL_set_connect_state(ssl_.get());
  X509_VERIFY_PARAM* verify = SSL_get0_param(ssl_.get());
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(verify, host.c_str());
  } else {
    X509_VERIFY_PARAM_set1_host(verify, host.c_str(), host.size());
    SSL_set_tlsext_host_name(ssl_.get(), host.c_str());
  }
}

RedisTls::Step RedisTls::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) return Step::done;
  if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ) return Step::wants_bytes;
  const long verified = SSL_get_verify_result(ssl_.get());
  reason_ = verified == X509_V_OK ? openssl_reason() : X509_verify_cert_error_string(verified);
  return Step::failed;
}

bool RedisTls::encrypt(std::string_view plain) {
  ERR_clear_error();
  size_t written = 0;
  // The memory below takes everything, so a write is never in part.
  if (plain.empty() || SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &written) == 1) return true;
  reason_ = openssl_reason();
  return false;
}

RedisTls::Step RedisTls::decrypt(std::string& plain) {
  char block[16384];
  for (;;) {
    ERR_clear_error();
    size_t got = 0;
    if (SSL_read_ex(ssl_.get(), block, sizeof block, &got) == 1) {
      plain.append(block, got);
      continue;
    }
    if (SSL_get_error(ssl_.get(), 0) == SSL_ERROR_WANT_READ) return plain.empty() ? Step::wants_bytes : Step::done;
    reason_ = openssl_reason();
    return plain.empty() ? Step::failed : Step::done;
  }
}

void RedisTls::from_network(std::string_view bytes) { BIO_write(in_, bytes.data(), static_cast<int>(bytes.size())); }

std::string RedisTls::to_network() {
  std::string bytes(BIO_ctrl_pending(out_), '\0');
  const int got = bytes.empty() ? 0 : BIO_read(out_, bytes.data(), static_cast<int>(bytes.size()));
  bytes.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return bytes;
}

std::string RedisTls::reason() const { return reason_; }

}  // namespace veza::kv
