#include "identity/link_requests.h"

#include "identity/names.h"
#include "identity/trail.h"
#include "identity/user_store.h"

namespace veza::identity {
namespace {

constexpr const char* owner = "host.identity";

std::string payload_of(const LinkRequest& request) {
  return base::to_text({{"purpose", name(request.purpose)},
                        {"email", request.email},
                        {"remember", request.remember},
                        {"ip", request.client.ip},
                        {"user_agent", request.client.user_agent.substr(0, 400)}});
}

}  // namespace

LinkRequests::~LinkRequests() {
  if (started_) (void)queue_->remove_handlers(owner, 10'000);
}

base::Status LinkRequests::start() {
  if (queue_ == nullptr || !mails_.configured()) return {};
  auto added = queue_->add_handler({job_kind, owner, 2, [this](jobs::JobContext& job) { return answer(job); }});
  if (!added) return base::fail(added.error());
  started_ = true;
  return {};
}

http::Answer<void> LinkRequests::ask(const LinkRequest& request) {
  if (queue_ == nullptr || !mails_.configured()) return {};
  jobs::NewJob job;
  job.kind = job_kind;
  job.payload = payload_of(request);
  job.priority = jobs::Priority::high;
  job.request_id = request.client.request_id;
  const auto written = db_.write([&](data::Transaction& tx) -> base::Status {
    if (auto queued = queue_->enqueue(tx, job); !queued) return base::fail(queued.error());
    return {};
  });
  if (!written) return http::refuse(http::Problem::from(written.error()));
  return {};
}

base::Status LinkRequests::answer(jobs::JobContext& job) {
  const auto payload = base::parse_json(job.payload());
  if (!payload) return base::fail(payload.error());
  const auto purpose = mail_purpose(payload->value("purpose", ""));
  if (!purpose) return base::fail(base::Code::invalid, "the job asks for a mail that there is not");
  const ClientInfo client{payload->value("ip", ""), payload->value("user_agent", ""), job.request_id()};
  return job.complete([&](data::Transaction& tx) -> base::Status {
    const auto found = find_user_by_login(tx, payload->value("email", ""));
    if (!found) return base::fail(found.error());
    if (!*found) return {};
    const User& user = (*found)->user;
    const bool reset = *purpose == MailPurpose::password_reset;
    const auto sent =
        reset ? mails_.password_reset(tx, user) : mails_.magic_link(tx, user, payload->value("remember", false));
    if (!sent) return sent;
    auto entry =
        about_account(reset ? "identity.password.reset_requested" : "identity.magic_link.requested", user, client);
    // Whoever asked need not be the account's owner.
    entry.actor_id.clear();
    entry.actor_name.clear();
    return audit_.record(tx, entry);
  });
}

base::Status forget_link_requests(data::Transaction& tx, std::string_view email) {
  std::vector<std::string> theirs;
  auto read = tx.query("SELECT id, payload FROM jobs WHERE kind = $1 AND state IN ('done', 'failed', 'cancelled')",
                       {LinkRequests::job_kind}, [&](const data::RowView& row) -> base::Status {
                         const auto payload = base::parse_json(row[1].text());
                         if (payload && email_key(payload->value("email", "")) == email_key(email))
                           theirs.push_back(row[0].string());
                         return {};
                       });
  if (!read) return base::fail_while("looking for links that somebody asked for", read.error());
  for (const std::string& id : theirs)
    if (auto gone = tx.execute("DELETE FROM jobs WHERE id = $1", {id}); !gone)
      return base::fail_while("removing links that somebody asked for", gone.error());
  return {};
}

}  // namespace veza::identity
