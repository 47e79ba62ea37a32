#include "privacy.h"

namespace veza::hls {

void add_privacy(Services& services) {
  services.privacy.handle(
      [&services](std::string_view user_id, const Export& out) {
        Json renditions = Json::array();
        for (const auto& rendition : services.renditions.owned_by(user_id))
          renditions.push_back(to_json(status_of(rendition)));
        out.json("renditions.json", renditions);
      },
      // The library's deleted tracks make their renditions and files go (track_events.h); until each has, nobody's.
      [](const Tx& tx, std::string_view user_id) {
        Renditions::disown(tx, user_id);
        return false;
      });
}

}  // namespace veza::hls
