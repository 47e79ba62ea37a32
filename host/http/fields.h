// Reads the fields of a JSON object one by one and collects everything that is wrong, so that a person sees all of it
// at once.
//
//   Fields in(body);
//   const std::string title = in.text("title", {.min = 1, .max = 200});
//   const auto year = in.optional_integer("year", {.min = 1000, .max = 9999});
//   if (auto problem = in.problem()) return error(context, *problem);
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "http/problem.h"

namespace veza::http {

struct TextRule {
  size_t min = 0;  // characters (code points), after trimming when `trim`
  size_t max = 1000;
  bool trim = true;
  bool lines = false;  // whether \n, \r and \t are allowed; other control characters never are
};

struct IntegerRule {
  int64_t min = INT64_MIN;
  int64_t max = INT64_MAX;
};

// One thread. The object must outlive it. null counts as absent.
class Fields {
 public:
  explicit Fields(const base::Json& object) : object_(object) {}

  // Required ones: a missing field is a problem, and the return value is empty then.
  std::string text(const std::string& name, const TextRule& rule = {});
  std::string choice(const std::string& name, const std::vector<std::string>& choices);
  int64_t integer(const std::string& name, const IntegerRule& rule = {});
  bool boolean(const std::string& name);
  std::string id(const std::string& name);
  // A list of texts, as they are.
  std::vector<std::string> texts(const std::string& name);

  std::optional<std::string> optional_text(const std::string& name, const TextRule& rule = {});
  std::optional<std::string> optional_choice(const std::string& name, const std::vector<std::string>& choices);
  std::optional<int64_t> optional_integer(const std::string& name, const IntegerRule& rule = {});
  std::optional<bool> optional_boolean(const std::string& name);
  std::optional<std::vector<std::string>> optional_texts(const std::string& name);

  bool has(const std::string& name) const;      // present, null too
  bool is_null(const std::string& name) const;  // present and null (PATCH: clear it)
  void add(std::string field, std::string problem);

  bool ok() const { return problems_.empty(); }
  // 422 invalid_fields with every detail; nothing when all is well.
  std::optional<Problem> problem() const;

 private:
  const base::Json* present(const std::string& name) const;
  const base::Json* required(const std::string& name);

  const base::Json& object_;
  std::vector<FieldProblem> problems_;
};

}  // namespace veza::http
