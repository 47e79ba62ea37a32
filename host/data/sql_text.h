// SQL as text: where its statements end, and which kinds a caller may send. For PostgreSQL, which runs a whole script
// in one message and has no authorizer; SQLite finds both out by itself.
//
// Lexical structure: PostgreSQL manual 4.1. SQL-standard function bodies (BEGIN ATOMIC … END) are not known here: quote
// a function's body with $$.
#pragma once
#include <string_view>
#include <vector>

#include "base/error.h"

namespace veza::data {

// The statements of `script`, without their semicolons; those of nothing but blanks and comments are left out. A
// semicolon in a string, a quoted name, a $tag$ string or a comment ends nothing. What is never closed reaches to the
// end of the text: the server will say so.
std::vector<std::string_view> split_statements(std::string_view script);

// Whether the statement is one that reads, changes or describes data. Everything else - BEGIN, COMMIT, SET, COPY,
// LISTEN, VACUUM … - would break the transaction or the session it runs in. Error: internal, "not authorized".
base::Status check_statement(std::string_view statement);

}  // namespace veza::data
