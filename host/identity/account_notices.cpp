// Letters that only tell: what was done to an account, in case it was somebody else.
#include <algorithm>

#include "identity/account_mails.h"
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

// "From 192.0.2.7 with Firefox on Linux."; nothing where nobody asked over HTTP.
std::vector<std::string> from_where(const ClientInfo& client) {
  if (client.ip.empty()) return {};
  return {"It was done from " + client.ip + " with " + device(client.user_agent) + "."};
}

struct Words {
  const char *subject, *happened, *advice;
};

// Names that people give their passkeys and tokens are not in them: whoever got in would write to the owner as the
// site.
Words words(Change change) {
  switch (change) {
    case Change::totp_removed:
      return {"Codes are no longer asked for when you sign in to ",
              "the authenticator app was taken off your account a moment ago: its codes are not asked for any more.",
              "set it up again, and change your password at once. That also signs everybody else out"};
    case Change::factors_reset:
      return {"Your second step was taken away at ",
              "whoever runs the site took the authenticator app and all passkeys off your account: the password alone "
              "is enough again. Set them up anew when you have signed in.",
              "ask whoever runs the site"};
    case Change::passkey_added:
      return {"A passkey was added to your account at ",
              "a passkey was added to your account a moment ago. Whoever has it can sign in as you.",
              "remove it, and change your password at once. That also signs everybody else out"};
    case Change::passkey_removed:
      return {"A passkey was removed from your account at ",
              "a passkey was taken off your account a moment ago. It does not sign in any more.",
              "change your password at once. That also signs everybody else out"};
    case Change::token_made:
      return {"An access token was made for your account at ",
              "a personal access token was made for your account a moment ago. A program that has it can act as you.",
              "revoke it, and change your password at once. That also signs everybody else out"};
  }
  return {"", "", ""};
}

}  // namespace

base::Status AccountMails::email_changing(data::Transaction& tx, const User& user, const std::string& to) const {
  if (!configured()) return {};
  const MailText text{"Your e-mail address at " + site_name_ + " is being changed",
                      greeting(user),
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
                      greeting(user),
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
                      greeting(user),
                      {"somebody " + how + ", and then failed " + std::to_string(times) +
                           " times at the second step (a code or a passkey). Nobody was let in by that.",
                       "They came from " + ip + " with " + device(user_agent) + "."},
                      "",
                      "",
                      {"If that was you, all is well. If not, " + advice + "."}};
  return post(tx, text, user, user.email, "second_factor_failed", 0);
}

base::Status AccountMails::email_changed(data::Transaction& tx, const User& before, const std::string& to) const {
  if (!configured()) return {};
  const MailText text{
      "Your e-mail address at " + site_name_ + " was changed",
      greeting(before),
      {to + " was confirmed a moment ago and is your account's address now. No more letters come here."},
      "",
      "",
      {"If that was you, all is well. If not, somebody has your account: ask whoever runs the site for "
       "help."}};
  return post(tx, text, before, before.email, "email_changed", 0);
}

base::Status AccountMails::changed(data::Transaction& tx, std::string_view user_id, Change change,
                                   const ClientInfo& client) const {
  if (!configured()) return {};
  const auto found = find_user(tx, user_id);
  if (!found) return base::fail(found.error());
  if (!*found) return {};
  const User& user = (*found)->user;
  const Words say = words(change);
  MailText text{say.subject + site_name_,
                greeting(user),
                {say.happened},
                "",
                "",
                {std::string("If that was you, all is well. If not, ") + say.advice + "."}};
  for (auto& sentence : from_where(client)) text.paragraphs.push_back(std::move(sentence));
  return post(tx, text, user, user.email, "account_changed", 0);
}

}  // namespace veza::identity
