#include "identity/account_mails.h"

namespace veza::identity {
namespace {

const char* const ignore = "If you did not ask for this, you need not do anything: nobody gets in without this mail.";

}  // namespace

base::Result<std::string> AccountMails::link(data::Transaction& tx, const std::string& page,
                                             const MailToken& token) const {
  const auto key = make_mail_token(tx, token, clock_());
  if (!key) return base::fail(key.error());
  return (site_url_ ? site_url_() : std::string()) + page + "#" + *key;
}

base::Status AccountMails::post(data::Transaction& tx, const MailText& text, const User& user, const std::string& to,
                                const std::string& kind, int64_t expires_at) const {
  auto message = write_mail(text, to, "identity." + kind, site_name_, site_url_ ? site_url_() : std::string());
  message.expires_at = expires_at;
  message.user_id = user.id;
  return post_(tx, message);
}

base::Status AccountMails::verify_email(data::Transaction& tx, const User& user, const std::string& email) const {
  if (!configured()) return {};
  const auto purpose = MailPurpose::verify_email;
  const auto to_here = link(tx, "/verify-email", {purpose, user.id, email});
  if (!to_here) return base::fail(to_here.error());
  const MailText text{
      "Confirm your e-mail address for " + site_name_,
      greeting(user),
      {"please confirm that " + email +
       " is your address, so that you can get back into your account if you ever "
       "forget your password."},
      "Confirm my address",
      *to_here,
      {"The link works once, within a day.", "If you have no account at " + site_name_ +
                                                 ", somebody mistyped their address. Do not press the button, and "
                                                 "ignore this mail."}};
  return post(tx, text, user, email, std::string(name(purpose)), clock_() + lifetime_ms(purpose));
}

base::Status AccountMails::password_reset(data::Transaction& tx, const User& user) const {
  if (!configured()) return {};
  const auto purpose = MailPurpose::password_reset;
  const auto to_here = link(tx, "/reset-password", {purpose, user.id, user.email});
  if (!to_here) return base::fail(to_here.error());
  const MailText text{"Set a new password for " + site_name_,
                      greeting(user),
                      {"here is the link to choose a new password. You will be signed out on all your devices, and "
                       "sign in again with the new one."},
                      "Choose a new password",
                      *to_here,
                      {"The link works once, within an hour.", ignore}};
  return post(tx, text, user, user.email, std::string(name(purpose)), clock_() + lifetime_ms(purpose));
}

base::Status AccountMails::magic_link(data::Transaction& tx, const User& user, bool remember) const {
  if (!configured()) return {};
  const auto purpose = MailPurpose::magic_link;
  const auto to_here = link(tx, "/magic-link", {purpose, user.id, user.email, remember});
  if (!to_here) return base::fail(to_here.error());
  MailText text{
      "Sign in to " + site_name_,
      greeting(user),
      {"press the button on the device where you want to be signed in. No password needed."},
      "Sign in",
      *to_here,
      {"The link works once, within 15 minutes. Do not pass it on: whoever has it can sign in as you.", ignore}};
  // Whoever made the account may not be who reads its mail.
  if (!user.email_verified)
    text.after.emplace_back(
        "This address had not been confirmed yet; signing in confirms it. As somebody else might have made this "
        "account "
        "with your address, the password it has now is void from then on: choose your own once you are in.");
  return post(tx, text, user, user.email, std::string(name(purpose)), clock_() + lifetime_ms(purpose));
}

}  // namespace veza::identity
