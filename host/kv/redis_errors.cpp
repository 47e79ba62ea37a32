#include "kv/redis_errors.h"

#include <algorithm>
#include <string>

namespace veza::kv {
namespace {

using base::Code;

struct Known {
  std::string_view begins;
  Code code;
  std::string_view sentence;
};

constexpr Known known[] = {
    {"NOAUTH", Code::unauthorized, "wants a password; put it into its URL"},
    {"WRONGPASS", Code::unauthorized, "refuses the user and password; correct them in its URL"},
    {"ERR invalid password", Code::unauthorized, "refuses the password; correct it in its URL"},
    {"ERR AUTH", Code::unauthorized, "has no password set, but its URL has one; remove it, or set requirepass"},
    {"ERR Client sent AUTH", Code::unauthorized,
     "has no password set, but its URL has one; remove it, or set requirepass"},
    {"NOPERM", Code::unauthorized,
     "does not give our user the right; allow it all commands on our prefix (ACL SETUSER)"},
    {"DENIED", Code::unauthorized, "is in protected mode and refuses other machines; set a password (requirepass)"},
    {"LOADING", Code::unavailable, "is still loading its data; it answers when that is done"},
    {"READONLY", Code::unavailable, "is a read-only replica; name the primary in the URL"},
    {"MASTERDOWN", Code::unavailable, "is a replica that lost its primary; name the primary in the URL"},
    {"MISCONF", Code::unavailable, "cannot save to its disk and refuses writes; look at its log and free some space"},
    {"OOM", Code::unavailable, "is out of memory; raise its maxmemory"},
    {"BUSY ", Code::unavailable, "is busy with a script; try again later"},
    {"CLUSTERDOWN", Code::unavailable, "is a cluster that is down, and Veza wants a single Redis; name one in the URL"},
    {"MOVED", Code::unavailable, "is a cluster, and Veza wants a single Redis; name one in the URL"},
    {"ERR max number of clients", Code::unavailable, "has too many clients; raise its maxclients"},
    {"ERR DB index", Code::unavailable, "does not have that many databases; name a lower one in the URL"},
    {"NOGROUP", Code::not_found, "has no such stream or group; make the group again"},
    {"BUSYGROUP", Code::conflict, "has a group of that name"},
    {"ERR value is not an integer", Code::invalid, "holds a value there that is no integer"},
    {"ERR increment or decrement would overflow", Code::invalid, "holds a value there that would overflow"},
    {"ERR Invalid stream ID", Code::invalid, "refuses an id that no stream gave"},
    {"WRONGTYPE", Code::internal, "holds a key of ours with another kind of value; give Veza a prefix of its own"},
};

// What a server says is shown, but cannot fill the log or steer a terminal.
std::string printable(std::string_view text) {
  std::string shown(text.substr(0, 200));
  std::replace_if(
      shown.begin(), shown.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  return shown;
}

}  // namespace

base::Error redis_error(std::string_view where, std::string_view text) {
  for (const auto& each : known) {
    if (text.starts_with(each.begins)) return {each.code, std::string(where) + " " + std::string(each.sentence)};
  }
  return {Code::internal, std::string(where) + " refused a command: " + printable(text)};
}

base::Error no_redis(std::string_view where) {
  return {Code::unavailable, std::string(where) + " does not answer as a Redis; check its address and port"};
}

}  // namespace veza::kv
