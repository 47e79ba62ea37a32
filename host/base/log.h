// The log: one event a line. On a terminal a person reads it; elsewhere each line is one JSON object
// {timestamp, level, service, message, request_id?, …fields}. Values of fields whose name tells of a secret
// (password, token, secret, authorization, cookie, api_key) are masked.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"

namespace veza::base {

enum class LogLevel { trace, debug, info, warn, error, off };
enum class LogFormat { json, human };

// "debug" → debug; nothing for an unknown word.
std::optional<LogLevel> log_level(std::string_view name);
std::string_view name(LogLevel level);

class LogSink {
 public:
  virtual ~LogSink() = default;
  // One complete line without its newline. Any thread; must not throw.
  virtual void line(std::string_view text) = 0;
};

// Lines to a file descriptor (2 = standard error), one write(2) each so that lines of several processes do not mix.
std::shared_ptr<LogSink> fd_sink(int fd);

// A cheap handle, copied freely; copies share sink and level. Any thread.
class Log {
 public:
  // A log that drops everything.
  Log();
  Log(std::shared_ptr<LogSink> sink, LogFormat format, LogLevel level, std::string service);

  // The same log under another service name ("plugin.library").
  Log named(std::string service) const;

  bool enabled(LogLevel level) const;
  void set_level(LogLevel level) const;
  void write(LogLevel level, std::string_view message, const Json& fields = Json::object()) const;

  void debug(std::string_view message, const Json& fields = Json::object()) const;
  void info(std::string_view message, const Json& fields = Json::object()) const;
  void warn(std::string_view message, const Json& fields = Json::object()) const;
  void error(std::string_view message, const Json& fields = Json::object()) const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
  std::string service_;
};

// `fields` with secret values replaced by "***". Plain function, for tests and for config listings.
Json mask_secrets(Json fields);

}  // namespace veza::base
