// What a site knows of people: mail to them, their secrets, accounts, and what it owes them about their data.
#include "app/secrets.h"
#include "app/site_impl.h"
#include "identity/privacy_part.h"
#include "identity/privacy_routes.h"

namespace veza::app {

base::Status Site::Impl::make_mail() {
  auto made = SiteMail::make(settings, *stores.db, *seal, queue, log.named("mail"));
  if (!made) return base::fail_while("preparing mail", made.error());
  mail = std::move(*made);
  return {};
}

base::Status Site::Impl::make_seal() {
  auto opened = open_secrets(key_file(settings, stores.dir), *stores.db);
  if (!opened) return base::fail(opened.error());
  seal = std::move(*opened);
  return {};
}

base::Status Site::Impl::make_privacy() {
  privacy::Config config;
  config.grace_days = settings.integer("privacy.grace_days");
  config.work_folder = stores.dir.spool() + "/exports";
  config.site_name = settings.text("site.name");
  privacy::Parts parts{*stores.db, *stores.blobs, queue, audit, *seal, log.named("privacy")};
  parts.tell_ready = identity::export_letter(
      mail->post(), [this] { return url(); }, settings.text("site.name"));
  privacy = std::make_unique<privacy::Privacy>(std::move(config), std::move(parts));
  if (auto added = privacy->registry().add(identity::identity_part(*stores.db, outbox)); !added) return added;
  return privacy->registry().add(identity::audit_part(*stores.db));
}

base::Status Site::Impl::make_identity() {
  identity::IdentityConfig config;
  config.registration_open = settings.text("site.registration") == "open";
  config.base_path = place.base_path;
  config.limit_registrations = settings.boolean("limits.enabled");
  config.url = place.url;
  config.site_name = settings.text("site.name");
  identity::IdentityParts parts{*stores.db, *stores.kv, outbox, *seal, audit, log.named("identity")};
  parts.queue = &queue;
  parts.mail = mail->post();
  parts.site_url = [this] { return url(); };
  parts.is_closed = [this](std::string_view user_id) { return privacy->is_closed(user_id); };
  parts.erasure_at = [this](std::string_view user_id) -> base::Result<std::optional<int64_t>> {
    auto erasure = privacy->erasure(user_id);
    if (!erasure) return tl::unexpected(erasure.error());
    return *erasure ? std::optional((*erasure)->erase_at) : std::nullopt;
  };
  auto made = identity::Identity::create(std::move(config), std::move(parts));
  if (!made) return base::fail_while("preparing accounts", made.error());
  identity = std::move(*made);
  return identity->add_routes(router);
}

}  // namespace veza::app
