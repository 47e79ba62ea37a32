// The HTTP/1.1 server: connections are parked in epoll, reactor threads read and write without blocking, complete
// requests go to a small worker pool, and a worker never waits for a client.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/message.h"
#include "net/response.h"

namespace veza::net {

struct ListenAddress {
  std::string host = "127.0.0.1";  // a numeric IPv4 or IPv6 address; "0.0.0.0" and "::" are every interface
  uint16_t port = 0;               // 0 takes a free one; Server::ports() tells which
  bool tls = false;                // needs ServerConfig::tls
};

struct Limits {
  size_t head_bytes = 16U << 10;                 // request line and fields together; beyond → 431
  size_t target_bytes = 8U << 10;                // → 414
  size_t field_line_bytes = 8U << 10;            // → 431
  size_t fields = 100;                           // → 431
  uint64_t body_bytes = 1U << 20;                // when the admission names no other limit; → 413
  size_t memory_body_bytes = 64U << 10;          // larger bodies are spooled to a file
  size_t connections = 20'000;                   // beyond → 503 and close
  size_t connections_per_ip = 1'000;             // beyond → 429 and close; 0 = no limit
  size_t queued_requests = 4'096;                // waiting for a worker; beyond → 503
  uint64_t websocket_message_bytes = 64U << 10;  // beyond → close 1009
  size_t websocket_queue_bytes = 1U << 20;       // not yet taken by the client; beyond → disconnected
  size_t websocket_queue_messages = 1'024;       // likewise
};

// All in milliseconds.
struct Deadlines {
  int64_t head = 10'000;            // from a head's first byte (or the connect) to its last; → 408
  int64_t body_idle = 30'000;       // between two reads of a body; → 408
  uint64_t body_bytes_per_s = 512;  // a body slower than this, on average after body_idle; → 408
  int64_t keep_alive = 75'000;      // between requests; then closed
  int64_t write_idle = 60'000;      // a client that takes no byte of its response for so long; then closed
  int64_t linger = 5'000;           // how long unread input is discarded so that a refusal can be read
  int64_t websocket_ping = 30'000;  // the server pings this often
  int64_t websocket_pong = 60'000;  // and closes when nothing came for so long
};

// TLS 1.2 and 1.3, ALPN "http/1.1" (a client that offers only other protocols is refused).
struct TlsConfig {
  std::string certificate_file;  // PEM, the leaf first, then its chain
  std::string key_file;          // PEM
};

struct ServerConfig {
  std::vector<ListenAddress> listen;
  unsigned reactors = 0;  // threads; 0 = one, or two on four cores and more
  unsigned workers = 0;   // threads; 0 = twice the cores, at least 4
  Limits limits;
  Deadlines deadlines;
  std::string spool_dir = "/tmp";  // must exist; best on the blob store's filesystem
  std::optional<TlsConfig> tls;
  std::string base_path;  // "/music" where the site is not at the root of its host; Request::path is below it
};

enum class Dispatch {
  worker,   // the handler may block (database, files)
  inline_,  // it never does (memory only): it runs on the reactor thread, which saves two hand-offs between threads
};

// What the admission callback decides once a head is there and before a byte of the body is read.
struct Admission {
  Dispatch dispatch = Dispatch::worker;
  uint64_t body_limit = 0;          // 0 = Limits::body_bytes
  bool partial_body = false;        // hand on what came of a body whose connection broke; nobody gets the answer
  std::shared_ptr<void> context;    // becomes Request::context
  std::string route;                // a label for AccessRecord ("GET /tracks/{id}")
  std::optional<Response> refusal;  // answered at once, before "100 Continue"; the handler is not called
};

// One finished exchange. `request_id` is the response's X-Request-Id field.
struct AccessRecord {
  std::string_view method, target, route, request_id, peer;
  int status = 0;
  uint64_t bytes = 0;       // body bytes the client's socket took
  int64_t duration_us = 0;  // from the complete head to the last byte written
  bool complete = true;     // false: the connection broke before the response was out
  void* context = nullptr;  // what the admission callback left (Admission::context); null when there was none
};

struct Hooks {
  // [reactor thread; must not block] Optional. The request has no body yet.
  std::function<Admission(const Request&)> admit;
  // [worker, or reactor when admitted inline_] Required. An exception becomes a 500.
  std::function<Response(Request&&)> handle;
  // [any server thread; must not block] Optional: the body of the server's own refusals (400, 408, 413, 431, 500, 503
  // …); `request` is null when the head could not be read. The default is one line of text.
  std::function<Response(int status, std::string_view reason, const Request* request)> refuse;
  // [reactor thread; must not block] Optional.
  std::function<void(const AccessRecord&)> access;
  // [any server thread] Optional: a fault worth a log line (a handler threw, a header was invalid, accept failed).
  std::function<void(std::string_view what)> on_fault;
};

struct ServerStats {
  size_t connections = 0;
  size_t websockets = 0;
  uint64_t requests = 0;  // since start
};

class Server {
 public:
  Server(ServerConfig config, Hooks hooks);
  ~Server();  // stop()
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds, loads the certificate, starts the threads. Errors name the address or file and what to do.
  base::Status start();
  // The bound ports, in the order of ServerConfig::listen.
  std::vector<uint16_t> ports() const;

  // From now on every answer closes its connection, while new ones are still accepted: for the time a load balancer
  // takes to notice that this server is no longer ready.
  void announce_drain();
  // Stops accepting, closes idle connections, lets requests in flight finish ("Connection: close"), closes WebSockets
  // with 1012. Returns true when nothing is left, false when the time is up. Blocks; any thread but the server's own.
  bool drain(int64_t deadline_ms);
  // Closes everything and joins the threads; a handler that is running is waited for. Twice is harmless.
  void stop();

  // Reads certificate and key again; new connections use them. On an error the old ones stay.
  base::Status reload_tls();
  ServerStats stats() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::net
