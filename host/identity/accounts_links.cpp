// What mailed links do to accounts.
#include "base/id.h"
#include "identity/account_entry.h"
#include "identity/accounts.h"
#include "identity/names.h"
#include "identity/password_rules.h"
#include "identity/trail.h"

namespace veza::identity {
namespace {

using http::Answer;
using http::Problem;
using http::refuse;

Problem link_invalid() { return {400, "link_invalid", "This link was used before, or is too old. Ask for a new one."}; }

}  // namespace

Answer<void> Accounts::transact(const std::function<Answer<void>(data::Transaction&)>& body) {
  std::optional<Problem> refusal;
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    refusal.reset();
    if (auto done = body(tx); !done) {
      refusal = done.error();
      return base::fail(base::Code::cancelled, "refused");
    }
    return {};
  });
  if (refusal) return refuse(std::move(*refusal));
  if (!written) return refuse(Problem::from(written.error()));
  return {};
}

Answer<void> Accounts::send_verification(std::string_view user_id) {
  return transact([&](data::Transaction& tx) -> Answer<void> {
    const auto found = find_user(tx, user_id);
    if (!found) return refuse(Problem::from(found.error()));
    if (!*found || (*found)->user.email_verified) return {};
    if (auto sent = parts_.mails.verify_email(tx, (*found)->user, (*found)->user.email); !sent)
      return refuse(Problem::from(sent.error()));
    return {};
  });
}

Answer<void> Accounts::verify_email(std::string_view token, const ClientInfo& client) {
  const int64_t now = parts_.clock();
  return transact([&](data::Transaction& tx) -> Answer<void> {
    const auto taken = take_mail_token(tx, MailPurpose::verify_email, token, now);
    if (!taken) return refuse(Problem::from(taken.error()));
    if (!*taken) return refuse(link_invalid());
    const auto found = find_user(tx, (*taken)->user_id);
    if (!found) return refuse(Problem::from(found.error()));
    if (!*found) return refuse(link_invalid());
    const User& user = (*found)->user;
    auto entry = about_account("identity.email.verified", user, client);
    base::Status stored;
    if (email_key(user.email) == email_key((*taken)->email)) {
      stored = store_email(tx, user.id, user.email, true, now);
    } else {
      if (auto free = email_is_free(tx, (*taken)->email); !free) return free;
      stored = store_email(tx, user.id, (*taken)->email, true, now);
      // Links sent to the address before are keys to the account no more.
      if (stored) stored = drop_mail_tokens(tx, user.id);
      if (stored) stored = parts_.mails.email_changed(tx, user, (*taken)->email);
      entry.action = "identity.email.changed";
      entry.before = {{"email", user.email}};
    }
    entry.after = {{"email", (*taken)->email}};
    if (stored) stored = parts_.audit.record(tx, entry);
    if (!stored) return refuse(Problem::from(stored.error()));
    return {};
  });
}

Answer<void> Accounts::confirm_email(std::string_view user_id) {
  return transact([&](data::Transaction& tx) -> Answer<void> {
    const auto found = find_user(tx, user_id);
    if (!found) return refuse(Problem::from(found.error()));
    if (!*found) return refuse(404, "not_found", "There is no such account.");
    const User& user = (*found)->user;
    auto entry = account_entry("identity.email.verified", user);
    entry.after = {{"email", user.email}};
    base::Status stored = store_email(tx, user.id, user.email, true, parts_.clock());
    if (stored) stored = parts_.audit.record(tx, entry);
    if (!stored) return refuse(Problem::from(stored.error()));
    return {};
  });
}

Answer<void> Accounts::email_is_free(data::Transaction& tx, const std::string& email) {
  const auto what = what_is_taken(tx, "", email);
  if (!what) return refuse(Problem::from(what.error()));
  if (*what == Taken::none) return {};
  return refuse(Problem{409,
                        "email_taken",
                        "This e-mail address belongs to another account.",
                        {{"email", "belongs to another account"}}});
}

Answer<void> Accounts::change_email(std::string_view user_id, const std::string& email, const ClientInfo& client) {
  if (auto problem = email_problem(email))
    return refuse(Problem{422, "invalid_fields", "This is no e-mail address.", {{"email", *problem}}});
  const int64_t now = parts_.clock();
  return transact([&](data::Transaction& tx) -> Answer<void> {
    const auto found = find_user(tx, user_id);
    if (!found) return refuse(Problem::from(found.error()));
    if (!*found) return refuse(404, "not_found", "There is no such account.");
    const User& user = (*found)->user;
    const bool same = email_key(user.email) == email_key(email);
    if (!same)
      if (auto free = email_is_free(tx, email); !free) return free;
    // Of several that were asked for, the last one counts.
    base::Status done = drop_mail_tokens(tx, user.id, MailPurpose::verify_email);
    auto entry = about_account("identity.email.change_requested", user, client);
    entry.before = {{"email", user.email}};
    entry.after = {{"email", email}};
    if (same || !parts_.mails.configured()) {
      // Nothing can be proved without mail, and nothing hangs on the address: it is what its owner says.
      entry.action = "identity.email.changed";
      if (done) done = store_email(tx, user.id, email, same && user.email_verified, now);
    } else {
      if (done) done = parts_.mails.verify_email(tx, user, email);
      if (done) done = parts_.mails.email_changing(tx, user, email);
    }
    if (done) done = parts_.audit.record(tx, entry);
    if (!done) return refuse(Problem::from(done.error()));
    return {};
  });
}

Answer<void> Accounts::reset_password(std::string_view token, std::string_view password, const ClientInfo& client) {
  // A password that is not good enough does not use the link up.
  const auto peeked = find_mail_token(parts_.db, MailPurpose::password_reset, token, parts_.clock());
  if (!peeked) return refuse(Problem::from(peeked.error()));
  if (!*peeked) return refuse(link_invalid());
  const auto user = find((*peeked)->user_id);
  if (!user) return refuse(link_invalid());
  const auto hash = hash_new_password(*user, password);
  if (!hash) return refuse(hash.error());
  const int64_t now = parts_.clock();
  std::vector<std::string> ended;
  auto done = transact([&](data::Transaction& tx) -> Answer<void> {
    const auto taken = take_mail_token(tx, MailPurpose::password_reset, token, now);
    if (!taken) return refuse(Problem::from(taken.error()));
    if (!*taken) return refuse(link_invalid());
    auto entry = about_account("identity.password.reset", *user, client);
    base::Status stored = replace_password(tx, *user, *hash, "", now, ended);
    // Whoever read the mail has the address.
    if (stored && email_key(user->email) == email_key((*taken)->email))
      stored = store_email(tx, user->id, user->email, true, now);
    if (stored) stored = parts_.audit.record(tx, entry);
    if (!stored) return refuse(Problem::from(stored.error()));
    return {};
  });
  if (!done) return done;
  for (const std::string& sid : ended) parts_.revocations.revoke_session(sid, now);
  return {};
}

Answer<MagicSignIn> Accounts::take_magic_link(std::string_view token, const ClientInfo& client) {
  const int64_t now = parts_.clock();
  MagicSignIn out;
  std::vector<std::string> ended;
  auto done = transact([&](data::Transaction& tx) -> Answer<void> {
    ended.clear();
    const auto taken = take_mail_token(tx, MailPurpose::magic_link, token, now);
    if (!taken) return refuse(Problem::from(taken.error()));
    if (!*taken) return refuse(link_invalid());
    const auto found = find_user(tx, (*taken)->user_id);
    if (!found) return refuse(Problem::from(found.error()));
    if (!*found || email_key((*found)->user.email) != email_key((*taken)->email)) return refuse(link_invalid());
    out = {(*found)->user, (*taken)->remember};
    if (out.user.email_verified) return {};
    // Now it is known whose address it is; whoever made the account, knows its password and is still signed in may be
    // somebody else.
    base::Status stored = store_email(tx, out.user.id, out.user.email, true, now);
    if (stored) stored = store_password_hash(tx, out.user.id, "", now);
    if (stored)
      stored = revoke_sessions_of(tx, out.user.id, "address_proved", now,
                                  [&](std::string sid) { ended.push_back(std::move(sid)); });
    auto entry = about_account("identity.email.verified", out.user, client);
    entry.after = {{"email", out.user.email}};
    if (stored) stored = parts_.audit.record(tx, entry);
    if (!stored) return refuse(Problem::from(stored.error()));
    out.user.email_verified = true;
    ++out.user.credentials_changes;
    return {};
  });
  if (!done) return refuse(done.error());
  for (const std::string& sid : ended) parts_.revocations.revoke_session(sid, now);
  return out;
}

}  // namespace veza::identity
