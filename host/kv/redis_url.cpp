#include "kv/redis_url.h"

#include "base/text.h"

namespace veza::kv {
namespace {

tl::unexpected<base::Error> bad(const std::string& what) {
  return base::fail(base::Code::invalid, "the URL of Redis " + what +
                                             "; write redis://[user:password@]host[:port][/database], rediss://… for "
                                             "TLS, or unix:///path/of/socket");
}

std::optional<int64_t> number(std::string_view text, int64_t most) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  const auto value = base::to_int(text);
  return value && *value <= most ? value : std::nullopt;
}

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 253 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == text.npos;
}

bool is_ipv6(std::string_view text) {
  return text.size() >= 2 && text.size() <= 45 && text.find_first_not_of("0123456789abcdefABCDEF:.") == text.npos;
}

// What stands before the last '@' of `rest`, which loses it.
base::Status take_login(std::string_view& rest, RedisTarget& target) {
  const auto at = rest.rfind('@');
  if (at == rest.npos) return {};
  const auto login = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  const auto colon = login.find(':');
  if (colon == login.npos) return bad("has a user without a password (a password alone is written ':password@')");
  const auto user = base::percent_decode(login.substr(0, colon));
  const auto password = base::percent_decode(login.substr(colon + 1));
  if (!user || !password) return bad("has a '%' in user or password that is not a percent-encoded byte");
  if (password->empty()) return bad("has an empty password");
  target.user = *user;
  target.password = *password;
  return {};
}

base::Status take_host(std::string_view authority, RedisTarget& target) {
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == authority.npos || !is_ipv6(authority.substr(1, end - 1))) return bad("has no IPv6 address in brackets");
    target.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    if (!is_host(authority.substr(0, colon))) return bad("names no host");
    target.host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  if (port.empty()) return {};
  const auto parsed = number(port.substr(1), 65535);
  if (port[0] != ':' || !parsed || *parsed == 0) return bad("has a port that is not 1 to 65535");
  target.port = static_cast<uint16_t>(*parsed);
  return {};
}

base::Status take_database(std::string_view text, RedisTarget& target) {
  const auto parsed = number(text, 65535);
  if (!parsed) return bad("has a database that is not a number");
  target.database = static_cast<int>(*parsed);
  return {};
}

base::Result<RedisTarget> parse_unix(std::string_view rest) {
  RedisTarget target;
  // The login ends at the '@' before the path; one inside the path is the path's own.
  const auto slash = std::min(rest.find('/', rest.rfind("@/") == rest.npos ? 0 : rest.rfind("@/")), rest.size());
  std::string_view login = rest.substr(0, slash);
  std::string_view path = rest.substr(slash);
  if (auto status = take_login(login, target); !status) return base::fail(status.error());
  if (!login.empty()) return bad("has no absolute path of a socket");
  const auto query = path.find('?');
  if (query != path.npos) {
    const auto text = path.substr(query + 1);
    if (!text.starts_with("db=")) return bad("may only say ?db=… after the path");
    if (auto status = take_database(text.substr(3), target); !status) return base::fail(status.error());
    path = path.substr(0, query);
  }
  // sockaddr_un holds 107 bytes and a NUL.
  if (path.size() < 2 || path.size() > 107 || path.find('\0') != path.npos) {
    return bad("has no path of a socket of 2 to 107 bytes");
  }
  target.path = path;
  return target;
}

base::Result<RedisTarget> parse_tcp(std::string_view rest, bool tls) {
  RedisTarget target;
  target.tls = tls;
  if (auto status = take_login(rest, target); !status) return base::fail(status.error());
  const auto slash = std::min(rest.find('/'), rest.size());
  if (auto status = take_host(rest.substr(0, slash), target); !status) return base::fail(status.error());
  const auto database = rest.substr(std::min(slash + 1, rest.size()));
  if (!database.empty()) {
    if (auto status = take_database(database, target); !status) return base::fail(status.error());
  }
  return target;
}

}  // namespace

std::string RedisTarget::describe() const {
  std::string text = "Redis at ";
  if (!path.empty()) {
    text += path;
  } else {
    text += host.find(':') == host.npos ? host : "[" + host + "]";
    text += ":" + std::to_string(port);
  }
  if (database != 0) text += (path.empty() ? "/" : "?db=") + std::to_string(database);
  return text + (tls ? " (TLS)" : "");
}

base::Result<RedisTarget> parse_redis_url(std::string_view url) {
  if (url.starts_with("redis://")) return parse_tcp(url.substr(8), false);
  if (url.starts_with("rediss://")) return parse_tcp(url.substr(9), true);
  if (url.starts_with("unix://")) return parse_unix(url.substr(7));
  return bad("begins with none of redis://, rediss:// and unix://");
}

}  // namespace veza::kv
