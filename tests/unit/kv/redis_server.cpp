#include "redis_server.h"

#include <arpa/inet.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>

#include "kv/redis_client.h"
#include "store_fixture.h"

namespace veza::kv {
namespace {

constexpr unsigned nobody = 65534;

}  // namespace

int free_port() {
  const base::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  return ntohs(address.sin_port);
}

RedisServer::RedisServer(std::vector<std::string> args) : args_(std::move(args)) {
  std::string name = (std::filesystem::temp_directory_path() / "veza-redis-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary folder");
  folder_ = name;
  if (::geteuid() == 0 && ::chown(folder_.c_str(), nobody, nobody) != 0) throw std::runtime_error("cannot chown");
  port_ = free_port();
  start();
}

RedisServer::~RedisServer() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void RedisServer::start() {
  std::vector<std::string> words = {"redis-server", "--port",    std::to_string(port_), "--bind", "127.0.0.1",
                                    "--save",       "",          "--appendonly",        "no",     "--dir",
                                    folder_,        "--logfile", folder_ + "/log"};
  words.insert(words.end(), args_.begin(), args_.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const bool root = ::geteuid() == 0;
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (root && (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0)) ::_exit(126);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  if (pid_ < 0) throw std::runtime_error("cannot start redis-server");
  const bool up = eventually([&] {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) {
      pid_ = -1;
      throw std::runtime_error("redis-server ended; is it installed?");
    }
    const base::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port_));
    return ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  });
  if (!up) throw std::runtime_error("redis-server does not listen");
}

void RedisServer::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void RedisServer::freeze() {
  ::kill(pid_, SIGSTOP);
  int status = 0;
  ::waitpid(pid_, &status, WUNTRACED);
}

void RedisServer::thaw() { ::kill(pid_, SIGCONT); }

RedisOptions RedisServer::options() const {
  RedisOptions options;
  options.url = url();
  options.command_timeout_ms = 20'000;
  options.connect_timeout_ms = 20'000;
  return options;
}

std::string RedisServer::command(const std::vector<std::string>& args) const {
  const RedisClient client(RedisEndpoint::make(parse_redis_url(url()).value(), "").value(), 1, 20'000);
  const auto reply = client.run(RedisArgs(args.begin(), args.end()));
  if (!reply) throw std::runtime_error(reply.error().message);
  if (const auto number = integer_of(**reply)) return std::to_string(*number);
  return std::string(text_of(**reply).value_or(""));
}

}  // namespace veza::kv
