// TLS with certificates made here.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/test/unit_test.hpp>

#include "harness.h"

using namespace veza::net;
using namespace veza::net::test;

BOOST_AUTO_TEST_SUITE(tls)

namespace {

// A P-256 key and a certificate for `name` that it signs itself, as PEM files.
void make_certificate(const std::string& folder, const char* name) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  X509_sign(certificate, key, EVP_sha256());
  FILE* file = std::fopen((folder + "/certificate.pem").c_str(), "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
  file = std::fopen((folder + "/key.pem").c_str(), "w");
  PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

struct ClientOptions {
  int highest = TLS1_3_VERSION;
  std::string protocols = "\x08http/1.1";
};

class TlsClient {
 public:
  explicit TlsClient(uint16_t port, const ClientOptions& options = {}) : tcp_(port) {
    SSL_CTX_set_max_proto_version(context_.get(), options.highest);
    SSL_CTX_set_security_level(context_.get(), 0);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(options.protocols.data()),
                        static_cast<unsigned>(options.protocols.size()));
    SSL_set_fd(ssl_.get(), tcp_.fd());
    connected_ = SSL_connect(ssl_.get()) == 1;
  }

  bool connected() const { return connected_; }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  std::string version() const { return SSL_get_version(ssl_.get()); }
  std::string certificate_name() const {
    std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl_.get()), &X509_free);
    char name[64] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
    return name;
  }
  // Sends, then reads until the server ends the connection.
  std::string exchange(const std::string& bytes) {
    SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    std::string all;
    char chunk[16384];
    for (int n; (n = SSL_read(ssl_.get(), chunk, sizeof chunk)) > 0;) all.append(chunk, static_cast<size_t>(n));
    return all;
  }

 private:
  Client tcp_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_client_method()), &SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, &SSL_free};
  bool connected_ = false;
};

struct Secure : Fixture {
  Secure() {
    make_certificate(folder.path, "first");
    config.listen.front().tls = true;
    config.tls = TlsConfig{folder.path + "/certificate.pem", folder.path + "/key.pem"};
    hooks.handle = [this](Request&& request) {
      if (request.path == "/file") return Response::file({file, 3'000'000, 0}, "audio/mp4");
      if (request.path == "/echo") return Response::text(200, std::string(request.body.view()));
      return Response::text(200, request.tls ? "secure" : "plain");
    };
  }
  TemporaryFolder folder;
  std::shared_ptr<const veza::base::Fd> file = pattern_file(3'000'000);
};

std::string body_of(const std::string& answer) {
  return answer.substr(std::min(answer.size(), answer.find("\r\n\r\n") + 4));
}

const std::string closing = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

}  // namespace

BOOST_FIXTURE_TEST_CASE(requests_bodies_and_files_pass_through_tls, Secure) {
  const auto serving = start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient plain(port(), {version});
    BOOST_REQUIRE(plain.connected());
    BOOST_TEST(plain.version() == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"));
    BOOST_TEST(plain.protocol() == "http/1.1");
    BOOST_TEST(body_of(plain.exchange("GET /" + closing + "\r\n")) == "secure");
    BOOST_TEST((body_of(TlsClient(port(), {version}).exchange("GET /file" + closing + "\r\n")) == pattern(3'000'000)));
    const std::string body = pattern(500'000);
    BOOST_TEST((body_of(TlsClient(port(), {version})
                            .exchange("POST /echo" + closing + "Content-Length: 500000\r\n\r\n" + body)) == body));
  }
}

BOOST_FIXTURE_TEST_CASE(old_versions_and_other_protocols_are_refused, Secure) {
  const auto serving = start();
  BOOST_TEST(!TlsClient(port(), {TLS1_1_VERSION}).connected());
  BOOST_TEST(!TlsClient(port(), {TLS1_3_VERSION, "\x02h2"}).connected());
  TlsClient both(port(), {TLS1_3_VERSION, "\x02h2\x08http/1.1"});
  BOOST_TEST(both.protocol() == "http/1.1");
  BOOST_TEST(TlsClient(port(), {TLS1_3_VERSION, ""}).connected());
}

BOOST_FIXTURE_TEST_CASE(what_is_not_tls_is_dropped, Secure) {
  const auto serving = start();
  Client plain = connect();
  plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  BOOST_TEST(plain.read_to_end().find("HTTP/1.1 200") == std::string::npos);
  BOOST_TEST(TlsClient(port()).connected());
}

BOOST_FIXTURE_TEST_CASE(a_new_certificate_is_used_after_a_reload_and_a_broken_one_is_not, Secure) {
  const auto serving = start();
  BOOST_TEST(TlsClient(port()).certificate_name() == "first");
  make_certificate(folder.path, "second");
  BOOST_TEST(server->reload_tls().has_value());
  BOOST_TEST(TlsClient(port()).certificate_name() == "second");
  BOOST_REQUIRE(veza::base::write_file(folder.path + "/certificate.pem", "nonsense").has_value());
  const auto broken = server->reload_tls();
  BOOST_REQUIRE(!broken.has_value());
  BOOST_TEST(broken.error().message.find("certificate.pem") != std::string::npos);
  BOOST_TEST(TlsClient(port()).certificate_name() == "second");
}

BOOST_AUTO_TEST_SUITE_END()
