#include "privacy.h"

#include <veza/id.hpp>

namespace veza::oauth {

void add_privacy(Services& services) {
  services.privacy.handle(
      [&services](std::string_view user_id, const Export& out) {
        Json links = Json::array();
        services.db.query(
            "SELECT provider, subject, name, email, linked_at, used_at FROM auth_oauth_links WHERE user_id = $1 "
            "ORDER BY linked_at",
            {user_id}, [&](const Row& row) {
              links.push_back({{"provider", row.text(0)},
                               {"id_there", row.text(1)},
                               {"name", row.text(2)},
                               {"email", row.text(3)},
                               {"linked_at", rfc3339(row.integer(4))},
                               {"used_at", rfc3339(row.integer(5))}});
            });
        out.json("links.json", links);
      },
      [](const Tx& tx, std::string_view user_id) {
        Sessions::remove_of(tx, user_id);
        Links::remove_of(tx, user_id);
        return false;
      });
}

}  // namespace veza::oauth
