// PostgreSQL's types as far as values pass through them: pg_type.dat of PostgreSQL 15, which libpq's headers do not
// have.
#pragma once
#include <libpq-fe.h>

#include "data/value.h"

namespace veza::data {

enum : Oid {
  oid_bool = 16,
  oid_bytea = 17,
  oid_char = 18,
  oid_name = 19,
  oid_int8 = 20,
  oid_int2 = 21,
  oid_int4 = 23,
  oid_text = 25,
  oid_oid = 26,
  oid_json = 114,
  oid_float4 = 700,
  oid_float8 = 701,
  oid_unknown = 705,
  oid_bpchar = 1042,
  oid_varchar = 1043,
  oid_numeric = 1700,
  oid_void = 2278,
};

// The type a value of that kind is sent as; 0 (the server decides) for null.
Oid type_for(Type type);
// Whether a value of that kind can be sent where the statement has this type.
bool fits(Type type, Oid oid);
// Those whose binary form is their bytes.
bool is_text(Oid oid);
// Whether columns of this type are read in binary.
bool is_binary(Oid oid);

}  // namespace veza::data
