#include "data/postgres_types.h"

namespace veza::data {

bool is_text(Oid oid) {
  return oid == oid_text || oid == oid_varchar || oid == oid_bpchar || oid == oid_name || oid == oid_unknown;
}

Oid type_for(Type type) {
  switch (type) {
    case Type::null:
      return 0;
    case Type::integer:
      return oid_int8;
    case Type::real:
      return oid_float8;
    case Type::text:
      return oid_text;
    case Type::blob:
      return oid_bytea;
  }
  return 0;
}

bool fits(Type type, Oid oid) {
  switch (type) {
    case Type::null:
      return true;
    case Type::integer:
      return oid == oid_int8 || oid == oid_int4 || oid == oid_int2 || oid == oid_bool || oid == oid_float8 ||
             oid == oid_numeric;
    case Type::real:
      return oid == oid_float8 || oid == oid_float4 || oid == oid_numeric;
    case Type::text:
      return is_text(oid);
    case Type::blob:
      return oid == oid_bytea;
  }
  return false;
}

bool is_binary(Oid oid) {
  switch (oid) {
    case oid_bool:
    case oid_bytea:
    case oid_char:
    case oid_int8:
    case oid_int2:
    case oid_int4:
    case oid_oid:
    case oid_json:
    case oid_float4:
    case oid_float8:
    case oid_void:
      return true;
    default:
      return is_text(oid);
  }
}

}  // namespace veza::data
