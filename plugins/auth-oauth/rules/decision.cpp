#include "rules/decision.h"

namespace veza::oauth {
namespace {

Decision refuse(const char* code) { return {Act::refuse, {}, code}; }

}  // namespace

Decision decide(const Arrival& arrival) {
  if (arrival.linking_user) {
    if (arrival.linked_user && *arrival.linked_user != *arrival.linking_user) return refuse("link_taken");
    if (!arrival.linked_user && arrival.linking_user_has_link) return refuse("already_linked");
    return {Act::link, *arrival.linking_user, {}};
  }
  if (arrival.linked_user) return {Act::sign_in, *arrival.linked_user, {}};
  if (arrival.has_email && arrival.email_has_account) return refuse("account_exists");
  if (!arrival.sign_up) return refuse("sign_up_closed");
  if (!arrival.has_email) return refuse("email_missing");
  if (!arrival.email_verified) return refuse("email_unverified");
  return {Act::register_account, {}, {}};
}

}  // namespace veza::oauth
