// The mails that accounts cause, each queued in the transaction that is its reason. Where the site sends no mail
// nothing happens, and no key is made.
#pragma once
#include <functional>
#include <string>

#include "base/clock.h"
#include "data/database.h"
#include "identity/actor.h"
#include "identity/mail_text.h"
#include "identity/mail_tokens.h"
#include "identity/sign_in_method.h"
#include "identity/user_store.h"
#include "mail/message.h"

namespace veza::identity {

// What the owner of an account is told when it was done.
enum class Change { totp_removed, factors_reset, passkey_added, passkey_removed, token_made };

// Any thread. Links lead to pages of the site with the key behind a '#': it reaches no server's log, and looking at the
// link (as mail scanners do) uses nothing up.
class AccountMails {
 public:
  AccountMails() = default;  // of a site that sends none
  AccountMails(mail::Post post, std::string site_name, std::function<std::string()> site_url, base::Clock clock)
      : post_(std::move(post)),
        site_name_(std::move(site_name)),
        site_url_(std::move(site_url)),
        clock_(std::move(clock)) {}

  bool configured() const { return static_cast<bool>(post_); }

  // Confirms that `email` belongs to the account: the one it has, or the one it is to get.
  base::Status verify_email(data::Transaction& tx, const User& user, const std::string& email) const;
  base::Status password_reset(data::Transaction& tx, const User& user) const;
  base::Status magic_link(data::Transaction& tx, const User& user, bool remember) const;
  // To the address of now, when another is asked for.
  base::Status email_changing(data::Transaction& tx, const User& user, const std::string& to) const;
  // To the address before, once another has taken its place.
  base::Status email_changed(data::Transaction& tx, const User& before, const std::string& to) const;
  base::Status password_changed(data::Transaction& tx, const User& user) const;
  // Without a client it was done at the command line. Nothing for an account that is not there.
  base::Status changed(data::Transaction& tx, std::string_view user_id, Change change, const ClientInfo& client) const;
  // Somebody came past the first factor and failed at the second `times` times. `client`: the last of them.
  base::Status second_factor_failed(data::Transaction& tx, const User& user, SignInMethod first, int64_t times,
                                    const std::string& ip, const std::string& user_agent) const;

 private:
  static std::string greeting(const User& user) { return "Hello " + user.username + ","; }
  base::Result<std::string> link(data::Transaction& tx, const std::string& page, const MailToken& token) const;
  base::Status post(data::Transaction& tx, const MailText& text, const User& user, const std::string& to,
                    const std::string& kind, int64_t expires_at) const;

  mail::Post post_;
  std::string site_name_;
  std::function<std::string()> site_url_;
  base::Clock clock_;
};

}  // namespace veza::identity
