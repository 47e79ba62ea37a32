#include "harness.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "base/crypto.h"
#include "base/text.h"

namespace veza::net::test {

std::string Answer::field(const std::string& name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

Client::Client(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  timeval limit{10, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // Boost.Test's assertions are for the main thread only, and clients are made in others too.
  if (::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect to the server under test");
  }
}

Client& Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) break;  // the server may have closed already; the answer tells
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return *this;
}

bool Client::fill() {
  char chunk[65536];
  const ssize_t n = ::recv(socket_.get(), chunk, sizeof chunk, 0);
  if (n <= 0) return false;
  buffer_.append(chunk, static_cast<size_t>(n));
  return true;
}

std::string Client::read(size_t size) {
  while (buffer_.size() < size && fill()) {
  }
  std::string bytes = buffer_.substr(0, size);
  buffer_.erase(0, bytes.size());
  return bytes;
}

std::string Client::read_to_end() {
  errno = 0;
  while (fill()) {
  }
  BOOST_TEST(errno != EAGAIN, "the server did not close the connection");
  return std::exchange(buffer_, {});
}

namespace {

Answer parse_head(std::string_view head) {
  Answer answer;
  bool first = true;
  for (std::string_view line : base::split(head, '\n')) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (std::exchange(first, false)) {
      answer.status = static_cast<int>(base::to_int(line.substr(9, 3)).value_or(0));
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    auto& value = answer.fields[base::lower_ascii(line.substr(0, colon))];
    value += (value.empty() ? "" : "\n") + std::string(base::trim(line.substr(colon + 1)));
  }
  return answer;
}

}  // namespace

Answer Client::answer(bool head_request) {
  size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return {};
  }
  Answer answer = parse_head(std::string_view(buffer_).substr(0, end));
  buffer_.erase(0, end + 4);
  if (answer.status >= 100 && answer.status < 200 && answer.status != 101) return this->answer(head_request);
  if (head_request || answer.status == 304 || answer.status == 204 || answer.status == 101) {
    answer.complete = true;
  } else if (answer.fields.count("content-length")) {
    const auto size = static_cast<size_t>(base::to_int(answer.field("content-length")).value());
    answer.body = read(size);
    answer.complete = answer.body.size() == size;
  } else if (answer.field("transfer-encoding") == "chunked") {
    for (;;) {
      while (buffer_.find("\r\n") == std::string::npos) {
        if (!fill()) return answer;
      }
      const size_t size = std::stoul(buffer_, nullptr, 16);
      buffer_.erase(0, buffer_.find("\r\n") + 2);
      const std::string chunk = read(size + 2);
      if (chunk.size() != size + 2) return answer;
      answer.body.append(chunk, 0, size);
      if (size == 0) break;
    }
    answer.complete = true;
  } else {
    answer.body = read_to_end();
    answer.complete = true;
  }
  return answer;
}

Fixture::Fixture() {
  config.listen.push_back({"127.0.0.1", 0, false});
  config.workers = 4;
  config.spool_dir = std::filesystem::temp_directory_path();
  hooks.handle = [](Request&& request) { return Response::text(200, "path=" + request.path); };
  hooks.on_fault = [this](std::string_view what) { faults.with([&](auto& list) { list.emplace_back(what); }); };
}

Fixture::Running Fixture::start() {
  server = std::make_unique<Server>(config, hooks);
  const auto started = server->start();
  BOOST_REQUIRE_MESSAGE(started.has_value(), (started ? "" : started.error().message));
  return Running{*this};
}

Answer Fixture::get(const std::string& path, const std::string& fields) const {
  return connect().send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n").answer();
}

TemporaryFolder::TemporaryFolder()
    : path(std::filesystem::temp_directory_path() / ("veza-net-" + base::random_token(8))) {
  std::filesystem::create_directories(path);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

std::string pattern(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 31 + i / 251) & 0xff);
  return bytes;
}

std::shared_ptr<const base::Fd> pattern_file(size_t size) {
  auto fd = std::make_shared<base::Fd>(::memfd_create("pattern", MFD_CLOEXEC));
  const std::string bytes = pattern(size);
  BOOST_REQUIRE_EQUAL(::write(fd->get(), bytes.data(), bytes.size()), static_cast<ssize_t>(size));
  return fd;
}

bool eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return condition();
}

}  // namespace veza::net::test
