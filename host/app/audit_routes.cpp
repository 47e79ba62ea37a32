#include "app/audit_routes.h"

#include <chrono>
#include <cstring>
#include <regex>

#include "base/text.h"
#include "http/audit_entry.h"
#include "http/envelope.h"
#include "http/paging.h"
#include "observe/audit_chain.h"
#include "observe/audit_csv.h"
#include "observe/audit_verify.h"

namespace veza::app {
namespace {

constexpr size_t rows_at_once = 500;

// The rows a filter finds as CSV, read as the client takes them.
class CsvStream {
 public:
  CsvStream(data::Database& database, observe::AuditFilter filter)
      : database_(database), filter_(std::move(filter)), text_(observe::audit_csv_head()) {}

  base::Result<size_t> next(char* buffer, size_t capacity) {
    if (place_ == text_.size() && !ended_) {
      if (auto status = fill(); !status) return base::fail(status.error());
    }
    const size_t count = std::min(capacity, text_.size() - place_);
    std::memcpy(buffer, text_.data() + place_, count);
    place_ += count;
    return count;
  }

 private:
  base::Status fill() {
    auto rows = observe::audit_table::find(database_, filter_, rows_at_once);
    if (!rows) return base::fail(rows.error());
    text_.clear();
    place_ = 0;
    for (const auto& row : *rows) text_ += observe::audit_csv_line(row);
    ended_ = rows->size() < rows_at_once;
    if (!rows->empty()) filter_.before_seq = rows->back().seq;
    return {};
  }

  data::Database& database_;
  observe::AuditFilter filter_;
  std::string text_;
  size_t place_ = 0;
  bool ended_ = false;
};

bool wants_csv(const net::Request& request) {
  const auto format = request.query_value("format");
  if (format) return *format == "csv";
  return request.header("Accept").find("text/csv") != std::string_view::npos;
}

net::Response logs(data::Database& database, observe::Audit& audit, const http::Context& context) {
  const auto paging = http::paging(context.request);
  if (!paging) return http::error(context, paging.error());
  const auto format = context.request.query_value("format");
  if (format && *format != "csv" && *format != "json") {
    return http::error(context, http::Problem{422,
                                              "invalid_fields",
                                              "Please check format: it must be json or csv.",
                                              {{"format", "must be json or csv"}}});
  }
  auto filter = audit_filter(context.request);
  if (!filter) return http::error(context, filter.error());
  // What was just done is seen, too.
  if (auto chained = observe::chain_audit(database); !chained) return http::error(context, chained.error());
  if (wants_csv(context.request)) {
    // Whoever takes the log away as a file leaves a trace in it.
    auto entry = http::audit_entry(context, "audit.log.exported");
    entry.subject_type = "audit_log";
    if (auto told = audit.record(database, entry); !told) return http::error(context, told.error());
    auto stream = std::make_shared<CsvStream>(database, std::move(*filter));
    net::PullBody body;
    body.next = [stream](char* buffer, size_t capacity) { return stream->next(buffer, capacity); };
    auto response = net::Response::pull(std::move(body), "text/csv; charset=utf-8; header=present");
    response.set("Content-Disposition", "attachment; filename=\"audit.csv\"");
    response.set("Cache-Control", "no-store");
    return response;
  }
  const auto limit = static_cast<size_t>(paging->per_page);
  const auto rows = observe::audit_table::find(database, *filter, limit + 1);
  if (!rows) return http::error(context, rows.error());
  base::Json list = base::Json::array();
  for (size_t i = 0; i < rows->size() && i < limit; ++i) list.push_back(observe::to_json((*rows)[i]));
  std::optional<std::string> next;
  if (rows->size() > limit) next = std::to_string((*rows)[limit - 1].seq);
  return http::list(list, http::cursor_meta(*paging, next)).set("Cache-Control", "no-store");
}

net::Response verify(data::Database& database, const http::Context& context) {
  std::optional<observe::AuditWitness> witness;
  if (const auto text = context.request.query_value("head")) {
    witness = observe::parse_witness(*text);
    if (!witness) {
      const std::string problem = "must be the number and hash of an entry, NUMBER:HASH";
      return http::error(
          context, http::Problem{422, "invalid_fields", "Please check head: it " + problem + ".", {{"head", problem}}});
    }
  }
  if (auto chained = observe::chain_audit(database); !chained) return http::error(context, chained.error());
  const auto report = observe::verify_audit(database, witness);
  if (!report) return http::error(context, report.error());
  return http::success(observe::to_json(*report)).set("Cache-Control", "no-store");
}

http::Route admin(const char* path, http::Handler handler) {
  http::Route route;
  route.method = "GET";
  route.pattern = path;
  route.permission = "system:config";
  route.handler = std::move(handler);
  return route;
}

}  // namespace

std::optional<int64_t> parse_time(const std::string& text) {
  static const std::regex shape(
      R"((\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|([+-])(\d\d):(\d\d)))?)");
  std::smatch parts;
  if (text.size() > 40 || !std::regex_match(text, parts, shape)) return std::nullopt;
  const auto number = [&](size_t part) { return parts[part].matched ? std::stoi(parts[part].str()) : 0; };
  using namespace std::chrono;
  const year_month_day date{year(number(1)), month(static_cast<unsigned>(number(2))),
                            day(static_cast<unsigned>(number(3)))};
  const int hour = number(4), minute = number(5), second = number(6);
  const int off_hour = number(9), off_minute = number(10);
  // The last minute of an hour may have a leap second.
  const bool in_range =
      date.ok() && hour < 24 && minute < 60 && second < (minute == 59 ? 61 : 60) && off_hour < 24 && off_minute < 60;
  if (!in_range) return std::nullopt;
  const auto offset = (hours(off_hour) + minutes(off_minute)) * (parts[8] == "-" ? -1 : 1);
  const std::string fraction = parts[7].str().substr(0, 3);
  const auto thousandths = milliseconds(fraction.empty() ? 0 : std::stoi((fraction + "00").substr(0, 3)));
  const auto time = sys_days(date) + hours(hour) + minutes(minute) + seconds(second) + thousandths - offset;
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

http::Answer<observe::AuditFilter> audit_filter(const net::Request& request) {
  observe::AuditFilter filter;
  std::vector<http::FieldProblem> problems;
  for (const auto& [name, into] : {std::pair("actor", &filter.actor), std::pair("action", &filter.action),
                                   std::pair("subject", &filter.subject), std::pair("ip", &filter.ip)}) {
    *into = request.query_value(name).value_or("");
    if (into->size() > 200 || !base::is_utf8(*into) || into->find('\0') != std::string::npos) {
      problems.push_back({name, "must be a text of at most 200 bytes"});
    }
  }
  for (const auto& [name, into] : {std::pair("from", &filter.from), std::pair("to", &filter.to)}) {
    const auto text = request.query_value(name);
    if (!text || text->empty()) continue;
    const auto time = parse_time(*text);
    if (time) *into = *time;
    if (!time) problems.push_back({name, "must be a time such as 2026-01-31T12:00:00Z, or a date"});
  }
  if (const auto text = request.query_value("cursor"); text && !text->empty()) {
    const auto seq = base::to_int(*text);
    if (seq && *seq > 0) filter.before_seq = *seq;
    if (!seq || *seq < 1) problems.push_back({"cursor", "must be the next_cursor of an earlier answer"});
  }
  if (problems.empty()) return filter;
  const auto& first = problems.front();
  std::string message = "Please check " + first.field + ": it " + first.problem + ".";
  return http::refuse(http::Problem{422, "invalid_fields", std::move(message), std::move(problems)});
}

std::vector<http::Route> audit_routes(data::Database& database, observe::Audit& audit) {
  return {
      admin("/api/v1/admin/audit/logs",
            [&database, &audit](http::Context& context) { return logs(database, audit, context); }),
      admin("/api/v1/admin/audit/verify", [&database](http::Context& context) { return verify(database, context); })};
}

}  // namespace veza::app
