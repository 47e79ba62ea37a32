// Viewers for the rules' tests, judged as the host judges: one's own by the permission, others' by "<permission>_any".
#pragma once
#include <set>
#include <string>

#include "rules/visibility.h"

namespace veza::library {

inline Viewer viewer(std::string_view id, std::set<std::string, std::less<>> held) {
  return {id, [id, held = std::move(held)](std::string_view permission, std::string_view owner_id) {
            const bool own = !owner_id.empty() && owner_id == id;
            return (own && held.contains(permission)) || held.contains(std::string(permission) + "_any");
          }};
}

}  // namespace veza::library
