#include "http/paging.h"

#include "base/text.h"

namespace veza::http {
namespace {

void read(const net::Request& request, const std::string& name, int64_t max, int64_t& into,
          std::vector<FieldProblem>& problems) {
  const auto text = request.query_value(name);
  if (!text) return;
  const auto value = base::to_int(*text);
  if (value && *value >= 1 && *value <= max) {
    into = *value;
    return;
  }
  problems.push_back({name, "must be an integer from 1 to " + std::to_string(max)});
}

}  // namespace

Answer<Paging> paging(const net::Request& request) {
  Paging paging;
  std::vector<FieldProblem> problems;
  read(request, "page", 1'000'000, paging.page, problems);
  read(request, "per_page", 100, paging.per_page, problems);
  if (auto cursor = request.query_value("cursor")) {
    if (cursor->size() > 512) problems.push_back({"cursor", "must have at most 512 bytes"});
    paging.cursor = std::move(*cursor);
  }
  if (problems.empty()) return paging;
  const FieldProblem& first = problems.front();
  std::string message = "Please check " + first.field + ": it " + first.problem + ".";
  return refuse(Problem{422, "invalid_fields", std::move(message), std::move(problems)});
}

base::Json page_meta(const Paging& paging, int64_t total) {
  return {{"page", paging.page},
          {"per_page", paging.per_page},
          {"total", total},
          {"total_pages", (total + paging.per_page - 1) / paging.per_page}};
}

base::Json cursor_meta(const Paging& paging, const std::optional<std::string>& next_cursor,
                       std::optional<int64_t> total) {
  base::Json meta{{"per_page", paging.per_page}, {"next_cursor", nullptr}};
  if (next_cursor) meta["next_cursor"] = *next_cursor;
  if (total) meta["total"] = *total;
  return meta;
}

}  // namespace veza::http
