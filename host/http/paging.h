// page, per_page and cursor of lists (contract: page size 20, at most 100).
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "http/problem.h"
#include "net/message.h"

namespace veza::http {

struct Paging {
  int64_t page = 1;
  int64_t per_page = 20;
  std::string cursor;  // opaque; empty for the first page

  int64_t offset() const { return (page - 1) * per_page; }
};

// Refusals: 422 for a value that is no integer, below 1, per_page over 100, page over 1 000 000, or a cursor over 512
// bytes.
Answer<Paging> paging(const net::Request& request);

// {page, per_page, total, total_pages}
base::Json page_meta(const Paging& paging, int64_t total);
// {per_page, next_cursor|null, total?}
base::Json cursor_meta(const Paging& paging, const std::optional<std::string>& next_cursor,
                       std::optional<int64_t> total = std::nullopt);

}  // namespace veza::http
