// A server on a free port of 127.0.0.1 and a client that sends exactly the bytes it is told to.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/file.h"
#include "base/guarded.h"
#include "net/server.h"

namespace veza::net::test {

// An answer as it came over the wire. Field names are lower case; repeated fields are joined with "\n".
struct Answer {
  int status = 0;  // 0: the connection ended before a head
  std::map<std::string, std::string> fields;
  std::string body;
  bool complete = false;  // the body was all there

  std::string field(const std::string& name) const;
};

class Client {
 public:
  explicit Client(uint16_t port);
  explicit Client(base::Fd socket) : socket_(std::move(socket)) {}

  Client& send(std::string_view bytes);
  // One final response (1xx are skipped); `head_request`: no body is expected.
  Answer answer(bool head_request = false);
  // Exactly so many bytes, or fewer when the connection ends or ten seconds pass.
  std::string read(size_t size);
  // Everything until the server closes. Fails the test when it does not within ten seconds.
  std::string read_to_end();
  bool closed_by_server() { return read_to_end().empty(); }
  int fd() const { return socket_.get(); }

 private:
  bool fill();

  base::Fd socket_;
  std::string buffer_;
};

// Runs `handler` for every request, with short limits a test may change first.
struct Fixture {
  // Stops the server. Declared after what the hooks use, it goes before them.
  struct Running {
    explicit Running(Fixture& started) : fixture(&started) {}
    Running(Running&& other) noexcept : fixture(std::exchange(other.fixture, nullptr)) {}
    ~Running() {
      if (fixture) fixture->server.reset();
    }
    Fixture* fixture;
  };

  Fixture();
  [[nodiscard]] Running start();
  uint16_t port() const { return server->ports().front(); }
  Client connect() const { return Client(port()); }
  // Sends one request on a new connection.
  Answer get(const std::string& path, const std::string& fields = {}) const;

  ServerConfig config;
  Hooks hooks;
  base::Guarded<std::vector<std::string>> faults;
  std::unique_ptr<Server> server;
};

// A folder that is gone at the end.
struct TemporaryFolder {
  TemporaryFolder();
  ~TemporaryFolder();
  std::string path;
};

// A file of `size` bytes in which every position is recognisable, without a name.
std::shared_ptr<const base::Fd> pattern_file(size_t size);
std::string pattern(size_t size);

// Polls `condition` for up to ten seconds.
bool eventually(const std::function<bool()>& condition);

}  // namespace veza::net::test
