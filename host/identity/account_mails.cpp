#include "identity/account_mails.h"

namespace veza::identity {
namespace {

std::string hello(const User& user) { return "Hello " + user.username + ","; }

const char* const ignore = "If you did not ask for this, you need not do anything: nobody gets in without this mail.";

}  // namespace

base::Result<std::string> AccountMails::link(data::Transaction& tx, const std::string& page,
                                             const MailToken& token) const {
  const auto key = make_mail_token(tx, token, clock_());
  if (!key) return base::fail(key.error());
  return (site_url_ ? site_url_() : std::string()) + page + "#" + *key;
}

base::Status AccountMails::post(data::Transaction& tx, const MailText& text, const std::string& to,
                                const std::string& kind, int64_t expires_at) const {
  auto message = write_mail(text, to, "identity." + kind, site_name_, site_url_ ? site_url_() : std::string());
  message.expires_at = expires_at;
  return post_(tx, message);
}

base::Status AccountMails::verify_email(data::Transaction& tx, const User& user, const std::string& email) const {
  if (!configured()) return {};
  const auto purpose = MailPurpose::verify_email;
  const auto to_here = link(tx, "/verify-email", {purpose, user.id, email});
  if (!to_here) return base::fail(to_here.error());
  const MailText text{
      "Confirm your e-mail address for " + site_name_,
      hello(user),
      {"please confirm that " + email +
       " is your address, so that you can get back into your account if you ever "
       "forget your password."},
      "Confirm my address",
      *to_here,
      {"The link works once, within a day.", "If you have no account at " + site_name_ +
                                                 ", somebody mistyped their address. Do not press the button, and "
                                                 "ignore this mail."}};
  return post(tx, text, email, std::string(name(purpose)), clock_() + lifetime_ms(purpose));
}

base::Status AccountMails::password_reset(data::Transaction& tx, const User& user) const {
  if (!configured()) return {};
  const auto purpose = MailPurpose::password_reset;
  const auto to_here = link(tx, "/reset-password", {purpose, user.id, user.email});
  if (!to_here) return base::fail(to_here.error());
  const MailText text{"Set a new password for " + site_name_,
                      hello(user),
                      {"here is the link to choose a new password. You will be signed out on all your devices, and "
                       "sign in again with the new one."},
                      "Choose a new password",
                      *to_here,
                      {"The link works once, within an hour.", ignore}};
  return post(tx, text, user.email, std::string(name(purpose)), clock_() + lifetime_ms(purpose));
}

base::Status AccountMails::magic_link(data::Transaction& tx, const User& user, bool remember) const {
  if (!configured()) return {};
  const auto purpose = MailPurpose::magic_link;
  const auto to_here = link(tx, "/magic-link", {purpose, user.id, user.email, remember});
  if (!to_here) return base::fail(to_here.error());
  MailText text{
      "Sign in to " + site_name_,
      hello(user),
      {"press the button on the device where you want to be signed in. No password needed."},
      "Sign in",
      *to_here,
      {"The link works once, within 15 minutes. Do not pass it on: whoever has it can sign in as you.", ignore}};
  // Whoever made the account may not be who reads its mail.
  if (!user.email_verified)
    text.after.emplace_back(
        "This address had not been confirmed yet; signing in confirms it. If it was not you who made this account, "
        "choose a new password once you are in.");
  return post(tx, text, user.email, std::string(name(purpose)), clock_() + lifetime_ms(purpose));
}

base::Status AccountMails::email_changing(data::Transaction& tx, const User& user, const std::string& to) const {
  if (!configured()) return {};
  const MailText text{"Your e-mail address at " + site_name_ + " is being changed",
                      hello(user),
                      {"somebody who is signed in as you asked that " + to +
                       " becomes your account's address. It does as soon as that address is confirmed."},
                      "",
                      "",
                      {"If that was you, all is well. If not, change your password at once: that also stops this "
                       "change, and signs everybody else out."}};
  return post(tx, text, user.email, "email_changing", 0);
}

base::Status AccountMails::password_changed(data::Transaction& tx, const User& user) const {
  if (!configured()) return {};
  const MailText text{"Your password at " + site_name_ + " was changed",
                      hello(user),
                      {"the password of your account was changed a moment ago, and other devices were signed out."},
                      "",
                      "",
                      {"If that was you, all is well. If not, choose a new password with \"Forgot your password?\" on "
                       "the sign-in page, and look at your devices afterwards."}};
  return post(tx, text, user.email, "password_changed", 0);
}

}  // namespace veza::identity
