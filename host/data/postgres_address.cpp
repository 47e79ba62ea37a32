#include "data/postgres_address.h"

#include <algorithm>
#include <memory>

namespace veza::data {
namespace {

using base::Code;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

std::string text(const char* value) { return value ? value : ""; }

base::Status malformed(std::string_view why) {
  return base::fail(Code::invalid, "the PostgreSQL address is malformed (" + std::string(why) +
                                       "): write postgresql://user:password@host:5432/database, and characters such "
                                       "as / @ : ? # % of the password as %2F %40 %3A %3F %23 %25");
}

bool is_code(std::string_view word) {
  return word.size() == 5 &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

// The SQLSTATE in "FATAL:  28P01: password authentication failed for user …", or "". The word before it is translated.
std::string_view code_in(std::string_view message) {
  std::string_view found;
  for (size_t colon = message.find(": "); colon != message.npos; colon = message.find(": ", colon + 1)) {
    if (colon >= 5 && is_code(message.substr(colon - 5, 5)) && (colon == 5 || message[colon - 6] == ' ')) {
      found = message.substr(colon - 5, 5);
    }
  }
  return found;
}

// What comes after the last "failed: ", to the end of its line.
std::string reason_in(std::string_view message) {
  constexpr std::string_view mark = "failed: ";
  if (const size_t at = message.rfind(mark); at != message.npos) message.remove_prefix(at + mark.size());
  message = message.substr(0, message.find('\n'));
  return message.empty() ? "no reason given" : std::string(message);
}

// The server's sentence behind the code.
std::string sentence_in(std::string_view message, std::string_view code) {
  message = message.substr(static_cast<size_t>(code.data() - message.data()) + code.size() + 2);
  return std::string(message.substr(0, message.find('\n')));
}

}  // namespace

base::Status check_address(const std::string& url) {
  if (url.empty()) return malformed("it is empty");
  if (url.find('\0') != url.npos) return malformed("it has a NUL byte");
  char* ignored = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(url.c_str(), &ignored));
  PQfreemem(ignored);
  if (!options) return malformed("libpq cannot read it");
  // PQconninfoParse takes a word without "=" or a URL's lone name for nothing wrong only when it names the database.
  for (const auto* option = options.get(); option->keyword; ++option) {
    const std::string_view keyword = option->keyword;
    const std::string value = text(option->val);
    if (keyword == "port" &&
        !std::all_of(value.begin(), value.end(), [](char c) { return (c >= '0' && c <= '9') || c == ','; })) {
      return malformed("the port is no number");
    }
    if (keyword == "host" && value.find('@') != value.npos) return malformed("the host has an @");
  }
  return {};
}

std::string place_of(PGconn* connection) {
  return text(PQhost(connection)) + ":" + text(PQport(connection)) + "/" + text(PQdb(connection));
}

base::Error connect_error(PGconn* connection) {
  const std::string message = text(PQerrorMessage(connection));
  const std::string at = "PostgreSQL at " + text(PQhost(connection)) + ":" + text(PQport(connection));
  const auto code = code_in(message);
  if (code.substr(0, 2) == "28" || PQconnectionNeedsPassword(connection) != 0) {
    return {Code::invalid, at + " refuses the user " + text(PQuser(connection)) + " for the database " +
                               text(PQdb(connection)) +
                               ": check user and password in its address, and pg_hba.conf on the server"};
  }
  if (code == "3D000") {
    return {Code::invalid,
            at + " has no database " + text(PQdb(connection)) + ": create it there (createdb), or correct the address"};
  }
  if (code == "53300") {
    return {Code::unavailable, at + " has too many connections: lower data.sessions, or raise its max_connections"};
  }
  if (!code.empty()) return {Code::unavailable, at + " takes no connection: " + sentence_in(message, code)};
  return {Code::unavailable,
          at + " cannot be reached (" + reason_in(message) + "): start it, or correct host and port in its address"};
}

}  // namespace veza::data
