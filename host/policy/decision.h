// What a hook's scripts decided.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"

namespace veza::policy {

struct Decision {
  enum class Kind { allow, deny, hold, change };
  Kind kind = Kind::allow;
  std::string reason;                         // a code of the script's: "wav_too_large"; empty for allow
  std::string message;                        // a sentence for the person concerned; may be empty
  base::Json changes = base::Json::object();  // for change: the members to replace (RFC 7396)
  std::string script;                         // the id of the hook that decided; empty when none had an opinion
  std::string fault;                          // why a script failed, for the log; empty when all went well
};

// "allow", "deny", "hold", "change".
std::string_view name(Decision::Kind kind);

// {kind, reason?, message?, changes?}: for the caller, so without script and fault.
base::Json to_json(const Decision& decision);

}  // namespace veza::policy
