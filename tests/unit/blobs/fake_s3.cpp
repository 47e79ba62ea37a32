#include "fake_s3.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "base/guarded.h"
#include "base/text.h"
#include "fake_s3_objects.h"
#include "wire.h"

namespace veza::blobs::test {
namespace {

constexpr std::string_view bucket = "/bucket";

FakeRequest parse(const std::string& head) {
  FakeRequest request;
  const std::string line = head.substr(0, head.find("\r\n"));
  const auto parts = base::split(line, ' ');
  request.method = parts.at(0);
  const auto question = parts.at(1).find('?');
  const auto path = base::percent_decode(parts[1].substr(0, question)).value_or("");
  request.key = path.size() > bucket.size() + 1 ? path.substr(bucket.size() + 1) : "";
  if (question != std::string_view::npos) {
    for (const auto pair : base::split(parts[1].substr(question + 1), '&')) {
      const auto equals = pair.find('=');
      request.query[std::string(pair.substr(0, equals))] =
          base::percent_decode(equals == pair.npos ? "" : pair.substr(equals + 1)).value_or("");
    }
  }
  for (const auto field : base::split(std::string_view(head).substr(line.size() + 2), '\n')) {
    const auto colon = field.find(':');
    if (colon == field.npos) continue;
    request.headers[base::lower_ascii(field.substr(0, colon))] = base::trim(field.substr(colon + 1));
  }
  return request;
}

// One request; nothing when the client went.
std::optional<FakeRequest> receive(Wire& wire, std::string& held) {
  char piece[65536];
  size_t end;
  while ((end = held.find("\r\n\r\n")) == held.npos) {
    const size_t n = wire.read(piece, sizeof piece);
    if (n == 0) return std::nullopt;
    held.append(piece, n);
  }
  FakeRequest request = parse(held.substr(0, end + 2));
  const auto length =
      base::to_int(request.headers.contains("content-length") ? request.headers["content-length"] : "0");
  held.erase(0, end + 4);
  while (held.size() < static_cast<size_t>(length.value_or(0))) {
    const size_t n = wire.read(piece, sizeof piece);
    if (n == 0) return std::nullopt;
    held.append(piece, n);
  }
  request.body = held.substr(0, static_cast<size_t>(length.value_or(0)));
  held.erase(0, request.body.size());
  return request;
}

std::string serialise(const FakeReply& reply, bool head) {
  std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " X\r\n";
  for (const auto& [name, value] : reply.headers) text += name + ": " + value + "\r\n";
  if (reply.status != 204) text += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
  return text + "\r\n" + (head ? "" : reply.body);
}

}  // namespace

struct FakeS3::Server {
  struct State {
    FakeObjects store;
    std::function<Misdeed(const FakeRequest&)> choose;
    std::vector<std::string> asked;
  };

  explicit Server(const FakeOptions& options) {
    if (!options.certificate.empty()) {
      tls.reset(SSL_CTX_new(TLS_server_method()));
      SSL_CTX_use_certificate_file(tls.get(), options.certificate.c_str(), SSL_FILETYPE_PEM);
      SSL_CTX_use_PrivateKey_file(tls.get(), options.private_key.c_str(), SSL_FILETYPE_PEM);
    }
    ::signal(SIGPIPE, SIG_IGN);
    state.with([&](State& s) { s.store.page_size = options.page_size; });
    listener = base::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener.get(), 64) != 0 ||
        ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("the stand-in cannot listen");
    }
    port = ntohs(address.sin_port);
    acceptor = std::thread([this] { accept_all(); });
  }

  ~Server() {
    ::shutdown(listener.get(), SHUT_RDWR);
    acceptor.join();
    clients.with([](auto& all) {
      for (auto& client : all) ::shutdown(client.fd.get(), SHUT_RDWR);
    });
    for (auto& client : clients.with([](auto& all) { return std::move(all); })) client.thread.join();
  }

  void accept_all() {
    for (;;) {
      base::Fd fd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!fd) return;
      clients.with([&](auto& all) {
        const int number = fd.get();
        all.push_back({std::move(fd), std::thread([this, number] { serve(number); })});
      });
    }
  }

  void serve(int fd) {
    Wire wire(fd, tls.get());
    std::string held;
    while (wire.ok()) {
      auto request = receive(wire, held);
      if (!request || !answer(wire, *request)) break;
    }
    ::shutdown(fd, SHUT_RDWR);
  }

  // False: the connection is to end.
  bool answer(Wire& wire, FakeRequest& request) {
    const Misdeed misdeed = state.with([&](State& s) {
      std::string line = request.method + " " + request.key;
      for (const auto& [name, value] : request.query) line += (line.find('?') == line.npos ? "?" : "&") + name;
      s.asked.push_back(line);
      request.number = s.asked.size();
      return s.choose ? s.choose(request) : Misdeed::none;
    });
    const bool head = request.method == "HEAD";
    const bool writes = request.method == "PUT" || request.method == "POST";
    const auto refused = refusal_of(misdeed);
    if (refused && (refused->status != 200 || writes)) return wire.write(serialise(*refused, head));
    if (misdeed == Misdeed::closed_before) return false;
    FakeReply reply = state.with([&](State& s) { return s.store.answer(request); });
    if (misdeed == Misdeed::closed_after) return false;
    if (misdeed == Misdeed::garbage && !head) reply.body = "<<< \x01 not what you asked for";
    if (misdeed == Misdeed::other_bytes && request.method == "GET") reply.body.assign(reply.body.size(), '?');
    if (misdeed == Misdeed::wrong_etag) reply.headers["ETag"] = "\"00000000000000000000000000000000\"";
    const std::string bytes = serialise(reply, head);
    if (misdeed == Misdeed::cut_off) {
      const size_t body = head ? 0 : reply.body.size();
      (void)wire.write(bytes.substr(0, body > 1 ? bytes.size() - body / 2 : bytes.size() / 2));
      return false;
    }
    if (misdeed == Misdeed::stalled) {
      char byte;
      (void)wire.read(&byte, 1);  // until the client has enough
      return false;
    }
    const size_t step = misdeed == Misdeed::trickled ? 7 : bytes.size();
    for (size_t at = 0; at < bytes.size(); at += step) {
      if (!wire.write(std::string_view(bytes).substr(at, step))) return false;
    }
    return true;
  }

  static std::optional<FakeReply> refusal_of(Misdeed misdeed) {
    switch (misdeed) {
      case Misdeed::error_500:
        return refusal(500, "InternalError");
      case Misdeed::slow_down: {
        auto reply = refusal(503, "SlowDown");
        reply.headers["Retry-After"] = "0";
        return reply;
      }
      case Misdeed::forbidden:
        return refusal(403, "AccessDenied");
      case Misdeed::moved: {
        auto reply = refusal(301, "PermanentRedirect", "<Region>eu-elsewhere-9</Region>");
        reply.headers["Location"] = "http://127.0.0.1:1/";
        reply.headers["x-amz-bucket-region"] = "eu-elsewhere-9";
        return reply;
      }
      case Misdeed::wrong_clock:
        return refusal(403, "RequestTimeTooSkewed");
      case Misdeed::no_bucket:
        return refusal(404, "NoSuchBucket");
      case Misdeed::no_batches:
        return refusal(501, "NotImplemented");
      case Misdeed::full:
        return refusal(507, "XMinioStorageFull");
      case Misdeed::error_in_200:
        return refusal(200, "InternalError");
      default:
        return std::nullopt;
    }
  }

  struct Client {
    base::Fd fd;
    std::thread thread;
  };
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls{nullptr, &SSL_CTX_free};
  base::Guarded<State> state;
  base::Guarded<std::vector<Client>> clients;
  base::Fd listener;
  int port = 0;
  std::thread acceptor;
};

FakeS3::FakeS3(FakeOptions options) : server_(std::make_unique<Server>(options)) {}
FakeS3::~FakeS3() = default;

std::string FakeS3::url(const std::string& more) const {
  return "s3://bucket?endpoint=" + std::string(server_->tls ? "https" : "http") +
         "://127.0.0.1:" + std::to_string(server_->port) + more;
}
void FakeS3::misbehave(std::function<Misdeed(const FakeRequest&)> choose) {
  server_->state.with([&](auto& s) {
    s.choose = std::move(choose);
    s.asked.clear();
  });
}
std::map<std::string, std::string> FakeS3::objects() const {
  return server_->state.with([](const auto& s) {
    std::map<std::string, std::string> bytes;
    for (const auto& [key, object] : s.store.objects) bytes[key] = object.bytes;
    return bytes;
  });
}
void FakeS3::set_object(const std::string& key, const std::string& bytes) {
  server_->state.with([&](auto& s) { s.store.objects[key] = {bytes, "\"elsewhere\"", {}}; });
}
void FakeS3::set_bytes(const std::string& key, const std::string& bytes) {
  server_->state.with([&](auto& s) { s.store.objects.at(key).bytes = bytes; });
}
size_t FakeS3::connections() const {
  return server_->clients.with([](const auto& all) { return all.size(); });
}
size_t FakeS3::open_uploads() const {
  return server_->state.with([](const auto& s) { return s.store.uploads.size(); });
}
std::vector<std::string> FakeS3::requests() const {
  return server_->state.with([](const auto& s) { return s.asked; });
}

const std::vector<Misdeed>& all_misdeeds() {
  static const std::vector<Misdeed> all = [] {
    std::vector<Misdeed> made;
    for (int i = 0; i <= static_cast<int>(Misdeed::trickled); ++i) made.push_back(static_cast<Misdeed>(i));
    return made;
  }();
  return all;
}

std::string name(Misdeed misdeed) {
  static const std::vector<std::string> names = {
      "none",         "error_500",  "slow_down",     "forbidden",    "moved",   "wrong_clock",
      "no_bucket",    "no_batches", "full",          "other_bytes",  "garbage", "wrong_etag",
      "error_in_200", "cut_off",    "closed_before", "closed_after", "stalled", "trickled"};
  return names.at(static_cast<size_t>(misdeed));
}

void make_certificate(const std::string& folder) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("store"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(certificate.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen((folder + "/certificate.pem").c_str(), "w"),
                                                   &std::fclose);
  PEM_write_X509(file.get(), certificate.get());
  const std::unique_ptr<FILE, int (*)(FILE*)> secret(std::fopen((folder + "/key.pem").c_str(), "w"), &std::fclose);
  PEM_write_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

}  // namespace veza::blobs::test
