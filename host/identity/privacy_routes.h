// A person's own data: taken away, erased, kept after all. host/privacy/openapi.json describes the routes.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "blobs/store.h"
#include "http/route.h"
#include "identity/identity.h"
#include "mail/message.h"
#include "privacy/privacy.h"

namespace veza::identity {

struct PrivacyRoutes {
  Identity& identity;  // all outlive the routes
  privacy::Privacy& privacy;
  data::Database& db;
  observe::Audit& audit;
  blobs::Store& blobs;
  mail::Post mail = {};                        // empty: nobody is written to
  std::function<std::string()> site_url = {};  // no '/' at its end
  std::string site_name = "Veza";
};

// POST and GET /api/v1/account/export, GET /api/v1/account/export/file, DELETE /api/v1/account,
// POST /api/v1/account/restore.
std::vector<http::Route> privacy_routes(const PrivacyRoutes& parts);

// For privacy::Parts::tell_ready. `mail`, `db` as above.
std::function<base::Status(data::Transaction&, const std::string&)> export_letter(mail::Post mail,
                                                                                  std::function<std::string()> site_url,
                                                                                  std::string site_name);

// What closing an account does, in the transaction: every session ends, the erasure is queued. Refusals: 409
// last_admin, erasure_pending. `ended` gets the sessions' ids, which are to be revoked after the commit.
http::Answer<int64_t> close_account(data::Transaction& tx, privacy::Privacy& privacy, const User& user, int64_t now,
                                    const std::string& request_id, std::optional<int64_t> delay_ms,
                                    std::vector<std::string>& ended);

}  // namespace veza::identity
