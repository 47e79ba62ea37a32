#include "arrival.h"

#include <algorithm>

#include <veza/id.hpp>

#include "failure.h"
#include "rules/decision.h"

namespace veza::oauth {
namespace {

Link link_of(const Services& services, const Provider& provider, const Arrived& arrived, Link link) {
  const Person& person = arrived.person;
  link.provider = provider.id;
  link.issuer = provider.authority();
  link.subject = person.subject;
  link.name = person.username;
  link.email = person.email;
  link.used_at = now_ms();
  link.tokens = services.secrets.seal(to_text(arrived.tokens), seal_context(link));
  return link;
}

// When a job should refresh them; 0 for never.
int64_t refresh_at(const Tokens& tokens) { return tokens.refresh.empty() ? 0 : tokens.expires_ms; }

AuditEntry linked(const Link& link) {
  return {.action = "auth-oauth.link.added",
          .subject_type = "user",
          .subject_id = link.user_id,
          .after = {{"provider", link.provider}, {"name", link.name}, {"link_id", link.id}}};
}

Arrival known_of(const Services& services, const Provider& provider, const Flow& flow, const Person& person,
                 const std::optional<Link>& link) {
  Arrival known;
  if (link) known.linked_user = link->user_id;
  if (!flow.linking_user.empty()) {
    known.linking_user = flow.linking_user;
    const auto links = services.links.of_user(flow.linking_user);
    known.linking_user_has_link =
        std::any_of(links.begin(), links.end(), [&](const Link& each) { return is_at(each, provider); });
  }
  known.has_email = !person.email.empty();
  known.email_verified = person.email_verified;
  known.email_has_account = known.has_email && services.accounts.find_by_login(person.email).has_value();
  known.sign_up = provider.sign_up;
  return known;
}

std::string register_account(Services& services, const Request& request, const Provider& provider,
                             const Arrived& arrived) {
  std::string user_id;
  Link fresh;
  fresh.id = new_id();
  fresh.linked_at = now_ms();
  const Link link = link_of(services, provider, arrived, fresh);
  try {
    services.db.write([&](const Tx& tx) {
      user_id = services.accounts.add(
          tx, {arrived.person.username, arrived.person.email, std::string(request.id()), &request});
      Link owned = link;
      owned.user_id = user_id;
      Links::insert(tx, owned, refresh_at(arrived.tokens));
      services.audit.record(tx, request, linked(owned));
    });
  } catch (const Error& error) {
    switch (error.status()) {
      case VEZA_E_FORBIDDEN:
        throw Failure("sign_up_closed", "this site takes no new accounts");
      case VEZA_E_CONFLICT:
        throw Failure("account_exists", "the address or the provider's account was taken meanwhile");
      case VEZA_E_INVALID:
        throw Failure("email_missing", provider.id + " gave no usable address");
      default:
        throw;
    }
  }
  return user_id;
}

// A new link where there was none, else what changed at the provider.
void store_link(Services& services, const Request& request, const Provider& provider, const Arrived& arrived,
                const std::optional<Link>& known, const std::string& user_id) {
  Link link = known.value_or(Link{});
  if (!known) {
    link.id = new_id();
    link.linked_at = now_ms();
  }
  link.user_id = user_id;
  link = link_of(services, provider, arrived, link);
  const int64_t expires = refresh_at(arrived.tokens);
  try {
    services.db.write([&](const Tx& tx) {
      if (known) return Links::touch(tx, link, expires);
      Links::insert(tx, link, expires);
      services.audit.record(tx, request, linked(link));
    });
  } catch (const Error& error) {
    if (error.status() == VEZA_E_CONFLICT) throw Failure("link_taken", "the provider's account was linked meanwhile");
    throw;
  }
}

void give_role(Services& services, const Provider& provider, const Person& person, const std::string& user_id) {
  if (provider.roles.claim.empty()) return;
  const auto account = services.accounts.find(user_id);
  const auto role = account ? role_from(provider.roles, person.claims, account->role) : std::nullopt;
  if (!role) return;
  try {
    services.accounts.set_role(user_id, *role);
    services.log.info("A provider's claim changed a role",
                      {{"provider", provider.id}, {"user_id", user_id}, {"role", *role}});
  } catch (const Error& error) {
    // A role that was removed, the last admin: the sign-in does not depend on it.
    services.log.warn("A role a provider maps to was not given",
                      {{"provider", provider.id}, {"role", *role}, {"error", error.what()}});
  }
}

}  // namespace

std::string settle(Services& services, const Request& request, const Provider& provider, const Flow& flow,
                   const Arrived& arrived) {
  const auto link = services.links.find(provider.id, provider.authority(), arrived.person.subject);
  const auto known = known_of(services, provider, flow, arrived.person, link);
  const Decision decision = decide(known);
  if (decision.act == Act::refuse) throw Failure(decision.code, "nobody is signed in: " + decision.code);
  std::string user_id = decision.user_id;
  if (decision.act == Act::register_account) {
    user_id = register_account(services, request, provider, arrived);
  } else {
    store_link(services, request, provider, arrived, link, user_id);
  }
  give_role(services, provider, arrived.person, user_id);
  return user_id;
}

}  // namespace veza::oauth
