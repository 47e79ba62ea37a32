// "Send me a link": what somebody who is not signed in may ask for, knowing nothing but an address.
//
// The request only writes down what was asked, in the same way and the same time whoever it was; a job looks for the
// account and mails the link. So neither answer nor delay tells whether there is an account, and sending holds nobody
// up.
#pragma once
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "data/database.h"
#include "http/problem.h"
#include "identity/account_mails.h"
#include "identity/accounts.h"
#include "jobs/queue.h"
#include "observe/audit.h"

namespace veza::identity {

struct LinkRequest {
  MailPurpose purpose = MailPurpose::password_reset;  // or magic_link
  std::string email;                                  // checked: mail::address_problem
  bool remember = false;
  ClientInfo client;
};

// Any thread. All it is given outlives it.
class LinkRequests {
 public:
  static constexpr const char* job_kind = "host.identity.mail_link";

  // `queue`: null where there is none (the command line): then nothing is asked for.
  LinkRequests(data::Database& db, jobs::Queue* queue, const AccountMails& mails, observe::Audit& audit)
      : db_(db), queue_(queue), mails_(mails), audit_(audit) {}
  ~LinkRequests();
  LinkRequests(const LinkRequests&) = delete;
  LinkRequests& operator=(const LinkRequests&) = delete;

  // Adds the job's handler. Once.
  base::Status start();
  // Where the site sends no mail it is answered alike. [worker]
  http::Answer<void> ask(const LinkRequest& request);

 private:
  base::Status answer(jobs::JobContext& job);

  data::Database& db_;
  jobs::Queue* const queue_;
  const AccountMails& mails_;
  observe::Audit& audit_;
  bool started_ = false;
};

// Removes the jobs that were asked for with this address and have ended: they name it until they are pruned. Those
// under way find no account.
base::Status forget_link_requests(data::Transaction& tx, std::string_view email);

}  // namespace veza::identity
