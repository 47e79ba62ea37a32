// Parameters in PostgreSQL's formats: binary where both sides know the type, text elsewhere.
#pragma once
#include <libpq-fe.h>

#include <array>
#include <deque>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/value.h"

namespace veza::data {

// The parameters of one call, as PQexecPrepared takes them. Borrows texts and blobs until the next fill().
class PostgresParams {
 public:
  // Errors: invalid (a text with a NUL byte; which parameter).
  base::Status fill(Params values, const std::vector<Oid>& types);

  int size() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(const char* bytes, size_t size, int format);
  void add_integer(int64_t value, Oid type);
  void add_real(double value, Oid type);
  void add_text(std::string text);

  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<std::array<char, 8>> numbers_;
  std::deque<std::string> texts_;
};

}  // namespace veza::data
