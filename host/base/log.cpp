#include "base/log.h"

#include <unistd.h>

#include <array>
#include <atomic>

#include "base/clock.h"
#include "base/text.h"

namespace veza::base {
namespace {

constexpr std::array<std::string_view, 6> level_names{"trace", "debug", "info", "warn", "error", "off"};

bool names_a_secret(std::string_view key) {
  static constexpr std::array<std::string_view, 7> words{"password", "token",   "secret",     "authorization",
                                                         "cookie",   "api_key", "private_key"};
  const std::string lower = lower_ascii(key);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

class FdSink : public LogSink {
 public:
  explicit FdSink(int fd) : fd_(fd) {}
  void line(std::string_view text) override {
    std::string whole(text);
    whole.push_back('\n');
    size_t done = 0;
    while (done < whole.size()) {
      const ssize_t n = ::write(fd_, whole.data() + done, whole.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return;
      done += static_cast<size_t>(n);
    }
  }

 private:
  int fd_;
};

std::string human_line(LogLevel level, const std::string& service, std::string_view message, const Json& fields) {
  std::string line = rfc3339(now_ms()).substr(11, 12);
  line.append(" ").append(lower_ascii(name(level)));
  line.resize(19, ' ');
  line.append(service).append("  ").append(message);
  for (const auto& [key, value] : fields.items()) {
    line.append("  ").append(key).append("=");
    line.append(value.is_string() ? value.get<std::string>() : to_text(value));
  }
  // A field may hold what a client sent: control characters would let it forge a line or drive the terminal.
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

}  // namespace

struct Log::Shared {
  std::shared_ptr<LogSink> sink;
  LogFormat format = LogFormat::json;
  std::atomic<LogLevel> level{LogLevel::off};
};

std::optional<LogLevel> log_level(std::string_view text) {
  for (size_t i = 0; i < level_names.size(); ++i) {
    if (level_names[i] == text) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

std::string_view name(LogLevel level) { return level_names[static_cast<size_t>(level)]; }

std::shared_ptr<LogSink> fd_sink(int fd) { return std::make_shared<FdSink>(fd); }

Log::Log() : shared_(std::make_shared<Shared>()) {}

Log::Log(std::shared_ptr<LogSink> sink, LogFormat format, LogLevel level, std::string service)
    : shared_(std::make_shared<Shared>()), service_(std::move(service)) {
  shared_->sink = std::move(sink);
  shared_->format = format;
  shared_->level = level;
}

Log Log::named(std::string service) const {
  Log other = *this;
  other.service_ = std::move(service);
  return other;
}

bool Log::enabled(LogLevel level) const {
  return shared_->sink && level >= shared_->level.load(std::memory_order_relaxed) && level != LogLevel::off;
}

void Log::set_level(LogLevel level) const { shared_->level = level; }

void Log::write(LogLevel level, std::string_view message, const Json& fields) const {
  if (!enabled(level)) return;
  const Json safe = fields.is_object() ? mask_secrets(fields) : Json::object();
  if (shared_->format == LogFormat::human) {
    shared_->sink->line(human_line(level, service_, message, safe));
    return;
  }
  Json line = safe;
  line["timestamp"] = rfc3339(now_ms());
  line["level"] = name(level);
  line["service"] = service_;
  line["message"] = message;
  shared_->sink->line(to_text(line));
}

void Log::debug(std::string_view message, const Json& fields) const { write(LogLevel::debug, message, fields); }
void Log::info(std::string_view message, const Json& fields) const { write(LogLevel::info, message, fields); }
void Log::warn(std::string_view message, const Json& fields) const { write(LogLevel::warn, message, fields); }
void Log::error(std::string_view message, const Json& fields) const { write(LogLevel::error, message, fields); }

Json mask_secrets(Json fields) {
  for (auto& [key, value] : fields.items()) {
    if (names_a_secret(key)) {
      value = "***";
    } else if (value.is_structured()) {
      value = mask_secrets(value);
    }
  }
  return fields;
}

}  // namespace veza::base
