// Where a PostgreSQL server is, as libpq reads it, and what a failed connection means. The password stays inside: no
// text made here shows it.
#pragma once
#include <libpq-fe.h>

#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::data {

// Whether the address can be what somebody meant. libpq's own words are not passed on: they quote pieces of the
// address, and with a password whose '/' or '@' is not written as %2F or %40 the piece is of the password.
// Error: invalid.
base::Status check_address(const std::string& url);

// "db.example.org:5432/veza", of a connection, also one that failed.
std::string place_of(PGconn* connection);

// Why the connection was not made, and what to do. `connection` has PQERRORS_VERBOSE.
base::Error connect_error(PGconn* connection);

}  // namespace veza::data
