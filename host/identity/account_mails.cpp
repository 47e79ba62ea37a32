#include "identity/account_mails.h"

#include <algorithm>

#include "identity/device_name.h"

namespace veza::identity {
namespace {

// Whoever asks writes his User-Agent himself: nothing of it that is more than a name goes into a letter.
std::string device(std::string_view user_agent) {
  const std::string name = device_name(user_agent);
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
  });
  return plain ? name : "an unknown device";
}

std::string hello(const User& user) { return "Hello " + user.username + ","; }

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
      hello(user),
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
                      hello(user),
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
      hello(user),
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
  return post(tx, text, user, user.email, "email_changing", 0);
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
  return post(tx, text, user, user.email, "password_changed", 0);
}

base::Status AccountMails::second_factor_failed(data::Transaction& tx, const User& user, SignInMethod first,
                                                int64_t times, const std::string& ip,
                                                const std::string& user_agent) const {
  if (!configured()) return {};
  std::string how = "signed in with your account at a provider";
  std::string advice = "change your password there, and look at who is signed in";
  if (first == SignInMethod::password) {
    how = "gave your right password";
    advice = "they know your password: sign in and change it at once. That also signs everybody else out";
  } else if (first == SignInMethod::magic_link) {
    how = "used a sign-in link that was mailed to you";
    advice = "they can read your mail: change the password of your mailbox at once";
  }
  const MailText text{"Somebody could not get past your second step at " + site_name_,
                      hello(user),
                      {"somebody " + how + ", and then failed " + std::to_string(times) +
                           " times at the second step (a code or a passkey). Nobody was let in by that.",
                       "They came from " + ip + " with " + device(user_agent) + "."},
                      "",
                      "",
                      {"If that was you, all is well. If not, " + advice + "."}};
  return post(tx, text, user, user.email, "second_factor_failed", 0);
}

}  // namespace veza::identity
