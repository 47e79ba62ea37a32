#include "identity/accounts.h"

#include "base/crypto.h"
#include "base/id.h"
#include "base/text.h"
#include "identity/account_entry.h"
#include "identity/authorize.h"
#include "identity/factor_parts.h"
#include "identity/names.h"
#include "identity/new_names.h"
#include "identity/password_rules.h"
#include "identity/role_store.h"

namespace veza::identity {
namespace {

using http::Answer;
using http::Problem;
using http::refuse;

auto internal(const base::Error& error) { return refuse(Problem::from(error)); }

auto no_such_account() { return refuse(404, "not_found", "There is no such account."); }

Problem taken(Taken what) {
  if (what == Taken::username)
    return {409, "username_taken", "This username is taken. Choose another.", {{"username", "is taken"}}};
  return {409,
          "email_taken",
          "There is an account with this e-mail address already. Sign in instead.",
          {{"email", "belongs to an account"}}};
}

observe::AuditEntry registered(const User& user, const ClientInfo& client) {
  auto entry = account_entry("identity.user.registered", user, client);
  entry.after = {{"username", user.username}, {"email", user.email}, {"role", user.role}};
  return entry;
}

base::Status emit_registered(data::Transaction& tx, events::Outbox& outbox, const User& user,
                             const std::string& request_id) {
  events::Event event;
  event.event_type = "identity.user.registered.v1";
  event.aggregate_type = "user";
  event.aggregate_id = user.id;
  event.data = base::to_text({{"user_id", user.id}, {"username", user.username}, {"role", user.role}});
  event.correlation_id = request_id;
  if (auto emitted = outbox.emit(tx, std::move(event)); !emitted) return base::fail(emitted.error());
  return {};
}

}  // namespace

std::vector<http::FieldProblem> account_problems(const NewAccount& account, bool reserved_names_allowed) {
  std::vector<http::FieldProblem> problems;
  if (auto problem = username_problem(account.username))
    problems.push_back({"username", *problem});
  else if (!reserved_names_allowed && is_reserved_username(account.username))
    problems.push_back({"username", "is reserved for the site; choose another"});
  if (auto problem = email_problem(account.email)) problems.push_back({"email", *problem});
  if (auto problem = password_problem(account.password, account.username, account.email))
    problems.push_back({"password", *problem});
  return problems;
}

Accounts::Accounts(AccountParts parts, std::string refresh_key)
    : parts_(std::move(parts)), refresh_key_(std::move(refresh_key)) {}

Answer<User> Accounts::add(const NewAccount& account, std::string_view role, bool reserved_names_allowed,
                           const ClientInfo& client, const BeforeInsert& before_insert) {
  if (auto problems = account_problems(account, reserved_names_allowed); !problems.empty())
    return refuse(Problem{422, "invalid_fields", "Some fields need your attention.", std::move(problems)});
  // Before anything is looked up, so that the time taken does not tell what is.
  const auto hash = parts_.hasher.hash(account.password);
  if (!hash) return internal(hash.error());
  const User user{base::new_id(), account.username, account.email, std::string(role), parts_.clock()};
  std::optional<Problem> refusal;
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    refusal.reset();
    const auto refused = [&](Problem problem) {
      refusal = std::move(problem);
      return base::fail(base::Code::cancelled, "refused");
    };
    if (before_insert)
      if (auto allowed = before_insert(tx, user); !allowed) return refused(allowed.error());
    const auto what = what_is_taken(tx, user.username, user.email);
    if (!what) return base::fail(what.error());
    if (*what != Taken::none) return refused(taken(*what));
    if (auto inserted = insert_user(tx, user, *hash); !inserted) {
      // PostgreSQL's readers do not see a row that commits meanwhile; the unique index does.
      if (inserted.error().code == base::Code::conflict)
        return refused(
            taken(inserted.error().message.find("email") == std::string::npos ? Taken::username : Taken::email));
      return inserted;
    }
    if (auto emitted = emit_registered(tx, parts_.outbox, user, client.request_id); !emitted) return emitted;
    if (auto noted = parts_.audit.record(tx, registered(user, client)); !noted) return noted;
    return parts_.mails.verify_email(tx, user, user.email);
  });
  if (refusal) return refuse(std::move(*refusal));
  if (!written) return internal(written.error());
  return user;
}

Answer<User> Accounts::add_vouched(data::Transaction& tx, std::string_view wished_name, const std::string& email,
                                   const ClientInfo& client) {
  if (auto problem = email_problem(email))
    return refuse(Problem{422, "invalid_fields", "This is no usable e-mail address.", {{"email", *problem}}});
  const auto username = free_username(tx, wished_name);
  if (!username) return internal(username.error());
  const auto what = what_is_taken(tx, *username, email);
  if (!what) return internal(what.error());
  if (*what != Taken::none) return refuse(taken(*what));
  User user{base::new_id(), *username, email, std::string(name(Role::user)), parts_.clock()};
  // No password's hash is empty, so none is right.
  if (auto inserted = insert_user(tx, user, ""); !inserted) return internal(inserted.error());
  if (auto proved = store_email(tx, user.id, email, true, user.created_at); !proved) return internal(proved.error());
  user.email_verified = true;
  if (auto emitted = emit_registered(tx, parts_.outbox, user, client.request_id); !emitted)
    return internal(emitted.error());
  if (auto noted = parts_.audit.record(tx, registered(user, client)); !noted) return internal(noted.error());
  return user;
}

Answer<std::optional<StoredUser>> Accounts::find_by_login(std::string_view login) {
  auto found = identity::find_user_by_login(parts_.db, login);
  if (!found) return internal(found.error());
  return std::move(*found);
}

void Accounts::note_failed_sign_in(const std::optional<StoredUser>& found, const ClientInfo& client, bool locked) {
  observe::AuditEntry entry;
  entry.action = locked ? "identity.sign_in.locked" : "identity.sign_in.failed";
  entry.subject_type = "user";
  if (found) entry.subject_id = found->user.id;
  entry.ip = client.ip;
  entry.user_agent = client.user_agent;
  entry.request_id = client.request_id;
  // The answer is the same when this fails: the database being away shows elsewhere.
  static_cast<void>(parts_.audit.record(parts_.db, entry));
}

Answer<User> Accounts::authenticate(const std::optional<StoredUser>& found, std::string_view password) {
  static const std::string nobody;
  if (!parts_.hasher.verify(password, found ? found->password_hash : nobody))
    return refuse(401, "invalid_credentials", "Username, e-mail address or password is not right.");
  if (parts_.hasher.outdated(found->password_hash)) {
    // Costs change over the years; only here is the password at hand. The sign-in does not depend on it.
    if (const auto hash = parts_.hasher.hash(password))
      (void)parts_.db.write(
          [&](data::Transaction& tx) { return renew_password_hash(tx, found->user.id, found->password_hash, *hash); });
  }
  return found->user;
}

Answer<void> Accounts::check_password(std::string_view user_id, std::string_view password) {
  const auto found = find_user(parts_.db, user_id);
  if (!found) return internal(found.error());
  if (!parts_.hasher.verify(password, *found ? (*found)->password_hash : std::string()))
    return refuse(422, "invalid_credentials", "This is not your password.");
  return {};
}

Answer<bool> Accounts::has_password(std::string_view user_id) {
  const auto found = find_user(parts_.db, user_id);
  if (!found) return internal(found.error());
  if (!*found) return no_such_account();
  return !(*found)->password_hash.empty();
}

Answer<User> Accounts::find(std::string_view user_id) {
  auto found = find_user(parts_.db, user_id);
  if (!found) return internal(found.error());
  if (!*found) return no_such_account();
  return std::move((*found)->user);
}

Answer<User> Accounts::find_user_named(std::string_view login) {
  auto found = find_by_login(login);
  if (!found) return refuse(found.error());
  if (!*found) return no_such_account();
  return std::move((*found)->user);
}

Answer<std::vector<User>> Accounts::list(size_t limit, std::string_view after_id) {
  auto users = list_users(parts_.db, limit, after_id);
  if (!users) return internal(users.error());
  return std::move(*users);
}

Answer<FoundUsers> Accounts::search(std::string_view text, bool by_email, int64_t offset, int64_t limit) {
  auto found = search_users(parts_.db, text, by_email, offset, limit);
  if (!found) return internal(found.error());
  return std::move(*found);
}

std::string Accounts::make_password() { return base::random_token(12); }

Answer<void> Accounts::set_password(std::string_view user_id, std::string_view password) {
  auto found = find(user_id);
  if (!found) return refuse(found.error());
  const auto hash = hash_new_password(*found, password);
  if (!hash) return refuse(hash.error());
  const int64_t now = parts_.clock();
  std::vector<std::string> ended;
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    ended.clear();
    if (auto stored = store_password_hash(tx, user_id, *hash, now); !stored) return stored;
    if (auto dropped = drop_mail_tokens(tx, user_id); !dropped) return dropped;
    if (auto noted = parts_.audit.record(tx, account_entry("identity.password.set", *found)); !noted) return noted;
    if (auto told = parts_.mails.password_changed(tx, *found); !told) return told;
    return revoke_sessions_of(tx, user_id, "password_changed", now,
                              [&](std::string sid) { ended.push_back(std::move(sid)); });
  });
  if (!written) return internal(written.error());
  for (const std::string& sid : ended) parts_.revocations.revoke_session(sid, now);
  return {};
}

Answer<void> Accounts::set_role(std::string_view user_id, std::string_view role, const Actor& actor) {
  int64_t now = 0;
  std::optional<Problem> refusal;
  std::string given;
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    refusal.reset();
    const auto refused = [&](Problem problem) {
      refusal = std::move(problem);
      return base::fail(base::Code::cancelled, "refused");
    };
    const auto custom = hold_custom_roles(tx);
    if (!custom) return base::fail(custom.error());
    const RoleTable table = parts_.roles.with(*custom);
    const RoleEntry* wanted = table.find(role);
    if (wanted == nullptr)
      return refused({422, "invalid_fields", "There is no such role.", {{"role", "is not there"}}});
    if (wanted->name == name(Role::guest))
      return refused({422, "invalid_fields", "A signed-in account cannot be a guest.", {{"role", "is for guests"}}});
    if (auto held = hold_user(tx, user_id); !held) return held;
    // While the row is held: tokens made before this moment say the old role, those after it the new.
    now = parts_.clock();
    const auto user = find_user(tx, user_id);
    if (!user) return base::fail(user.error());
    if (!*user) return base::fail(base::Code::not_found, "there is no such account");
    const std::string before = (*user)->user.role;
    if (actor.principal && (!may_give(*actor.principal, table, wanted->effective) ||
                            !may_give(*actor.principal, table, table.permissions_of(before))))
      return refused({403, "forbidden", "You can neither give nor take a role that may do more than you may."});
    if (before == name(Role::admin) && wanted->name != before) {
      const auto last = is_last_with(tx, before, user_id);
      if (!last) return base::fail(last.error());
      if (*last) return refused({409, "last_admin", "This is the only admin; make somebody else admin first."});
    }
    given = wanted->name;
    if (auto stored = store_role(tx, user_id, given, now); !stored) return stored;
    auto entry = audit_entry(actor, "identity.role.changed", "user", user_id);
    entry.before = {{"role", before}};
    entry.after = {{"role", given}};
    return parts_.audit.record(tx, entry);
  });
  if (refusal) return refuse(std::move(*refusal));
  if (!written) {
    if (written.error().code == base::Code::not_found) return no_such_account();
    return internal(written.error());
  }
  parts_.living.set_role(std::string(user_id), given);
  parts_.revocations.outdate_user(std::string(user_id), now);
  return {};
}

}  // namespace veza::identity
