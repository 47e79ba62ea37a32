// A plugin's settings: a JSON Schema (draft 7) in plugin.json, values as text from veza.properties.
#pragma once
#include "base/error.h"
#include "base/json.h"

namespace veza::plugins {

// Whether `schema` can describe settings: an object schema whose properties each have one "type" (string, integer,
// number, boolean, array or object), no "$ref", and a default that its own schema accepts. Errors (invalid): what is
// wrong, without a subject ("has a default …").
base::Status check_schema(const base::Json& schema);

// The settings in force: the schema's defaults, with `given` over them. A text in `given` becomes the property's type
// ("20" → 20, "true" → true, "a, b" → ["a","b"]; other arrays and objects are read as JSON). Keys compare without
// case, as environment variables have none. Errors (invalid): one sentence naming the key ("the setting
// \"upload_limit_bytes\" …").
base::Result<base::Json> resolve_settings(const base::Json& schema, const base::Json& given);

}  // namespace veza::plugins
