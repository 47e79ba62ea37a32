#include "mail/mail_url.h"

#include "base/text.h"

namespace veza::mail {
namespace {

tl::unexpected<base::Error> bad(const std::string& what) {
  return base::fail(
      base::Code::invalid,
      "it " + what + "; write smtp://user:password@host:587, smtps://user:password@host:465, or folder:/path");
}

base::Status take_login(std::string_view& rest, Target& target) {
  const auto at = rest.rfind('@');
  if (at == rest.npos) return {};
  const auto login = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  const auto colon = login.find(':');
  if (colon == login.npos) return bad("has a user without a password");
  const auto user = base::percent_decode(login.substr(0, colon));
  const auto password = base::percent_decode(login.substr(colon + 1));
  if (!user || !password) return bad("has a '%' in user or password that is not a percent-encoded byte");
  if (user->empty() || password->empty()) return bad("has an empty user or password");
  // Either would end a line of the dialogue.
  if ((*user + *password).find_first_of("\r\n") != std::string::npos) return bad("has a line end in user or password");
  target.user = *user;
  target.password = *password;
  return {};
}

base::Status take_host(std::string_view authority, Target& target) {
  constexpr auto letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == authority.npos || end < 3 || end > 46 ||
        authority.substr(1, end - 1).find_first_not_of("0123456789abcdefABCDEF:.") != authority.npos)
      return bad("has no IPv6 address in brackets");
    target.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    target.host = authority.substr(0, colon);
    if (target.host.empty() || target.host.size() > 253 || target.host.find_first_not_of(letters) != std::string::npos)
      return bad("names no host");
    port = authority.substr(colon);
  }
  if (port.empty()) return {};
  const auto number = port.size() <= 6 && port[0] == ':' ? base::to_int(port.substr(1)) : std::nullopt;
  if (!number || *number < 1 || *number > 65535 || port[1] == '+') return bad("has a port that is not 1 to 65535");
  target.port = static_cast<uint16_t>(*number);
  return {};
}

bool is_this_machine(const std::string& host) {
  return base::equal_no_case(host, "localhost") || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

base::Result<Target> parse_smtp(std::string_view rest, Target target) {
  const auto query = rest.find('?');
  if (query != rest.npos) {
    if (rest.substr(query) != "?tls=off" || target.encryption != Encryption::starttls)
      return bad("may only say ?tls=off at its end, and only after smtp://");
    target.encryption = Encryption::off;
    rest = rest.substr(0, query);
  }
  if (auto taken = take_login(rest, target); !taken) return base::fail(taken.error());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (auto taken = take_host(rest, target); !taken) return base::fail(taken.error());
  if (target.encryption == Encryption::off && !is_this_machine(target.host))
    return bad("says tls=off for another machine, where everybody on the way could read the mail");
  return target;
}

}  // namespace

std::string Target::describe() const {
  if (!folder.empty()) return "the folder " + folder;
  const char* how = encryption == Encryption::tls ? "TLS" : encryption == Encryption::starttls ? "STARTTLS" : "no TLS";
  return "the mail server " + (host.find(':') == host.npos ? host : "[" + host + "]") + ":" + std::to_string(port) +
         " (" + how + ")";
}

base::Result<Target> parse_mail_url(std::string_view url) {
  if (url.starts_with("folder:")) {
    const auto path = url.substr(7);
    if (path.empty() || path.find('\0') != path.npos) return bad("names no folder");
    Target target;
    target.folder = path;
    return target;
  }
  if (url.starts_with("smtp://")) return parse_smtp(url.substr(7), {});
  if (url.starts_with("smtps://")) {
    Target target;
    target.port = 465;
    target.encryption = Encryption::tls;
    return parse_smtp(url.substr(8), target);
  }
  return bad("begins with none of smtp://, smtps:// and folder:");
}

}  // namespace veza::mail
