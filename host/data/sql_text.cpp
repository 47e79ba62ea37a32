#include "data/sql_text.h"

#include <algorithm>
#include <array>
#include <string>

namespace veza::data {
namespace {

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & '\x80') != 0; }
bool is_name(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// These return the place after what begins at `at`.

size_t after_line(std::string_view sql, size_t at) { return std::min(sql.find('\n', at), sql.size() - 1) + 1; }

size_t after_comment(std::string_view sql, size_t at) {
  size_t depth = 0;
  while (at < sql.size()) {
    const auto two = sql.substr(at, 2);
    if (two == "/*") {
      ++depth;
      at += 2;
    } else if (two == "*/") {
      at += 2;
      if (--depth == 0) return at;
    } else {
      ++at;
    }
  }
  return sql.size();
}

// A doubled quote inside shows as two strings side by side, which is as good.
size_t after_quoted(std::string_view sql, size_t at, bool backslashes) {
  const char quote = sql[at];
  for (size_t i = at + 1; i < sql.size(); ++i) {
    if (sql[i] == quote) return i + 1;
    if (backslashes && sql[i] == '\\') ++i;
  }
  return sql.size();
}

// Of $$ or $tag$; `at` + 1 when it is another dollar, such as a parameter's.
size_t after_dollar(std::string_view sql, size_t at) {
  size_t end = at + 1;
  if (end < sql.size() && is_letter(sql[end])) {
    while (end < sql.size() && is_name(sql[end])) ++end;
  }
  if (end >= sql.size() || sql[end] != '$') return at + 1;
  const auto tag = sql.substr(at, end + 1 - at);
  const size_t close = sql.find(tag, end + 1);
  return close == sql.npos ? sql.size() : close + tag.size();
}

size_t after_token(std::string_view sql, size_t at) {
  const auto two = sql.substr(at, 2);
  if (two == "--") return after_line(sql, at);
  if (two == "/*") return after_comment(sql, at);
  const bool in_name = at > 0 && is_name(sql[at - 1]);
  switch (sql[at]) {
    case '\'': {
      const bool escape = in_name && (sql[at - 1] == 'e' || sql[at - 1] == 'E') && (at < 2 || !is_name(sql[at - 2]));
      return after_quoted(sql, at, escape);
    }
    case '"':
      return after_quoted(sql, at, false);
    case '$':
      return in_name ? at + 1 : after_dollar(sql, at);
    default:
      return at + 1;
  }
}

// The place of the first thing that is neither blank nor comment.
size_t begin_of(std::string_view sql) {
  size_t at = 0;
  while (at < sql.size()) {
    const auto two = sql.substr(at, 2);
    if (is_blank(sql[at])) {
      ++at;
    } else if (two == "--" || two == "/*") {
      at = after_token(sql, at);
    } else {
      break;
    }
  }
  return at;
}

std::string first_word(std::string_view statement) {
  size_t at = begin_of(statement);
  while (at < statement.size() && statement[at] == '(') at += 1 + begin_of(statement.substr(at + 1));
  std::string word;
  while (at < statement.size() && is_letter(statement[at])) {
    const char c = statement[at++];
    word += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return word;
}

constexpr std::array<std::string_view, 18> allowed = {"SELECT",   "WITH",    "VALUES",  "TABLE",   "INSERT", "UPDATE",
                                                      "DELETE",   "MERGE",   "EXPLAIN", "CREATE",  "ALTER",  "DROP",
                                                      "TRUNCATE", "COMMENT", "ANALYZE", "REINDEX", "DO",     "REFRESH"};

}  // namespace

std::vector<std::string_view> split_statements(std::string_view script) {
  std::vector<std::string_view> statements;
  const auto add = [&](std::string_view statement) {
    if (begin_of(statement) < statement.size()) statements.push_back(statement);
  };
  size_t begin = 0;
  size_t at = 0;
  while (at < script.size()) {
    if (script[at] == ';') {
      add(script.substr(begin, at - begin));
      begin = ++at;
    } else {
      at = after_token(script, at);
    }
  }
  add(script.substr(begin));
  return statements;
}

base::Status check_statement(std::string_view statement) {
  const std::string word = first_word(statement);
  // What is no word at all is bad SQL; the server says it better.
  if (word.empty() || std::find(allowed.begin(), allowed.end(), word) != allowed.end()) return {};
  // A word no SQL command has is bad SQL, too, but the two are not told apart here.
  return base::fail(base::Code::internal,
                    "not authorized, or no SQL: " + word + " in \"" + std::string(statement.substr(0, 80)) + "\"");
}

}  // namespace veza::data
