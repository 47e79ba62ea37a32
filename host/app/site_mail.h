// The site's mail: what the settings say, put to work in the queue.
#pragma once
#include <memory>
#include <string>

#include "app/settings.h"
#include "base/log.h"
#include "base/sealed.h"
#include "data/database.h"
#include "jobs/queue.h"
#include "mail/address.h"
#include "mail/message.h"
#include "mail/transport.h"

namespace veza::app {

// The kind of the job that sends one mail. A mail server that is away is asked again for about an hour, one that
// refuses a mail for good (5xx) ends it.
inline constexpr const char* mail_job = "host.mail.send";

// Whether mail.url says how mail leaves the site.
bool sends_mail(const Settings& settings);
// Whether mail.url and mail.from can be used: a sentence that names the setting, never its value. Connects nowhere.
base::Status check_mail(const Settings& settings);
// Errors: those of check_mail(). Not when the site sends no mail.
base::Result<std::unique_ptr<mail::Transport>> open_mail(const Settings& settings);
// Sends the letter at once, past the queue.
base::Status send_now(const Settings& settings, mail::Transport& transport, const mail::Message& message);

// The mail of a running server. All it is given outlives it.
class SiteMail {
 public:
  // Adds the job's handler to the queue, where the site sends mail.
  static base::Result<std::unique_ptr<SiteMail>> make(const Settings& settings, data::Database& database,
                                                      const base::Seal& seal, jobs::Queue& queue, const base::Log& log);
  // Empty when the site sends no mail.
  const mail::Post& post() const { return post_; }
  // Forgets letters whose jobs have ended badly, for housekeeping.
  base::Status prune();

 private:
  SiteMail(data::Database& database, const base::Seal& seal, jobs::Queue& queue, base::Log log)
      : database_(database), seal_(seal), queue_(queue), log_(std::move(log)) {}
  base::Status queue_letter(data::Transaction& tx, const mail::Message& message);
  base::Status run(jobs::JobContext& job);
  // Takes the letter away and passes the reason on.
  base::Status give_up(const std::string& letter, const mail::Message& message, const base::Error& why);

  data::Database& database_;
  const base::Seal& seal_;
  jobs::Queue& queue_;
  base::Log log_;
  std::unique_ptr<mail::Transport> transport_;
  mail::Mailbox from_;
  mail::Post post_;
};

}  // namespace veza::app
