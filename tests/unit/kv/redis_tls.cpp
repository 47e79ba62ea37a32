// rediss:// against a redis-server with a certificate made for the test.
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "redis_server.h"
#include "store_fixture.h"

namespace veza::kv {
namespace {

// A folder with ca.pem, server.pem and server.key, for localhost and 127.0.0.1.
struct Certificates {
  std::string folder;
  Certificates() {
    std::string name = "/tmp/veza-tls-XXXXXX";
    if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary folder");
    folder = name;
    std::ofstream(folder + "/san") << "subjectAltName=DNS:localhost,IP:127.0.0.1\n";
    const std::string in = "cd " + folder + " && openssl ";
    for (const auto& command :
         {"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=CA",
          "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj /CN=x",
          "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -extfile san"}) {
      if (std::system((in + command + " 2>/dev/null").c_str()) != 0) throw std::runtime_error("openssl failed");
    }
    ::chmod(folder.c_str(), 0755);
    ::chmod((folder + "/server.key").c_str(), 0644);
  }
  ~Certificates() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
};

struct TlsFixture {
  Certificates certificates;
  int tls_port = free_port();
  RedisServer server{{"--tls-port", std::to_string(tls_port), "--tls-cert-file", certificates.folder + "/server.pem",
                      "--tls-key-file", certificates.folder + "/server.key", "--tls-ca-cert-file",
                      certificates.folder + "/ca.pem", "--tls-auth-clients", "no"}};
  RedisOptions options(const std::string& host) const {
    RedisOptions made = server.options();
    made.url = "rediss://" + host + ":" + std::to_string(tls_port);
    made.ca_file = certificates.folder + "/ca.pem";
    return made;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(redis_tls)

BOOST_FIXTURE_TEST_CASE(values_limits_and_messages_over_tls, TlsFixture) {
  for (const auto* host : {"localhost", "127.0.0.1"}) {
    const auto store = open_redis(options(host)).value();
    const auto alive = store->ping();
    BOOST_REQUIRE_MESSAGE(alive, alive.error().message);
    const std::string large(3 << 20, 'x');
    BOOST_TEST(store->set("k", large).has_value());
    BOOST_TEST((**store->get("k") == large));
    BOOST_TEST(store->limit(host, 2, minute)->remaining == 1u);
    std::atomic<int> heard{0};
    auto subscription = *store->subscribe("c", [&](std::string_view) { ++heard; });
    for (int i = 0; i < 50; ++i) BOOST_TEST(store->publish("c", "x").has_value());
    BOOST_TEST(eventually([&] { return heard == 50; }));
    // One connection did it all: session tickets are not taken for a server that speaks unasked.
    const std::string clients = server.command({"CLIENT", "LIST"});
    size_t ours = 0;
    for (auto at = clients.find("name=veza"); at != clients.npos; at = clients.find("name=veza", at + 1)) ++ours;
    BOOST_TEST(ours == 3u, "for commands, for subscriptions, and the one that asks");
  }
}

BOOST_FIXTURE_TEST_CASE(certificates_are_verified, TlsFixture) {
  RedisOptions strange = options("localhost");
  strange.ca_file = "";
  const auto unknown = open_redis(strange).value()->ping();
  BOOST_REQUIRE(!unknown);
  BOOST_TEST(unknown.error().message.find("did not agree on TLS") != std::string::npos, unknown.error().message);
  const auto misnamed = open_redis(options("127.0.0.2")).value()->ping();
  BOOST_REQUIRE(!misnamed);
  RedisOptions plain = options("localhost");
  plain.url = "rediss://localhost:" + std::to_string(server.port());
  plain.connect_timeout_ms = 500;
  BOOST_TEST(!open_redis(plain).value()->ping());
  plain.url = "redis://localhost:" + std::to_string(tls_port);
  BOOST_TEST(!open_redis(plain).value()->ping());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::kv
