// A redis-server of the test's own, on loopback and a free port, that can be killed, frozen and started again.
#pragma once
#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "kv/redis_store.h"

namespace veza::kv {

class RedisServer {
 public:
  // More of its command line: {"--requirepass", "x"}. Waits until it answers.
  explicit RedisServer(std::vector<std::string> args = {});
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  void start();  // on the same port, empty
  void kill();
  void freeze();  // SIGSTOP: connections stay, nothing answers
  void thaw();

  int port() const { return port_; }
  const std::string& folder() const { return folder_; }  // Redis may write there
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }
  // Patient, for what is not about time.
  RedisOptions options() const;
  // A command as an admin, its reply as text; throws what Redis says.
  std::string command(const std::vector<std::string>& args) const;

 private:
  std::vector<std::string> args_;
  std::string folder_;
  int port_ = 0;
  pid_t pid_ = -1;
};

// A port nobody listens on.
int free_port();

}  // namespace veza::kv
