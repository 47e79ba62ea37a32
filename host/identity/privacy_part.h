// What identity and the audit log keep of a person, for host/privacy; and the gate of closed accounts.
#pragma once
#include "events/outbox.h"
#include "http/auth.h"
#include "privacy/privacy.h"

namespace veza::identity {

// Owner "identity": the account, its sessions, factors, tokens and links, whichever table they stand in (secrets
// masked). Erased, the rows are gone: the e-mail address is free again, the username is not. Somebody else under it
// would be taken for them, by people and by old links; so that nobody can read it from the database, only its SHA-256
// stays, in privacy_retired_names. Mails that wait to be sent to them go too. Emits identity.user.erased.v1. The
// database and the outbox outlive it.
privacy::Handler identity_part(data::Database& db, events::Outbox& outbox, base::Clock clock = base::now_ms);

// Owner "audit": the entries the user is the actor of. There is nothing to erase in a transaction: the job does it at
// its end, see observe/audit_chain.h.
privacy::Handler audit_part(data::Database& db);

// Whether somebody erased had this name.
base::Result<bool> is_retired_name(data::Session& session, std::string_view username);

// The authenticator, and a refusal for closed accounts: 403 account_closed on everything but signing in and out,
// /auth/me, the export, and /account/restore. The Privacy outlives it.
http::Authenticator close_accounts(http::Authenticator inner, const privacy::Privacy& privacy);

}  // namespace veza::identity
