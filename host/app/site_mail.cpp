#include "app/site_mail.h"

#include "base/clock.h"
#include "base/id.h"
#include "identity/user_store.h"
#include "mail/letters.h"
#include "mail/mime.h"

namespace veza::app {
namespace {

// 1 s, 2 s, 4 s … 10 min, 10 min: about an hour.
constexpr int32_t attempts = 15;
constexpr uint32_t at_once = 2;
constexpr int64_t kept_ms = 2LL * 24 * 3600 * 1000;

base::Result<mail::Letter> letter_of(const mail::Message& message, const mail::Mailbox& from, const std::string& id) {
  auto content = mail::render(message, from, id, base::now_ms());
  if (!content) return base::fail(content.error());
  return mail::Letter{id, from.address, message.to, std::move(*content)};
}

}  // namespace

bool sends_mail(const Settings& settings) { return !settings.text("mail.url").empty(); }

base::Status check_mail(const Settings& settings) {
  if (!sends_mail(settings)) return {};
  if (auto target = mail::parse_mail_url(settings.text("mail.url")); !target)
    return base::fail(base::Code::invalid, "mail.url: " + target.error().message + ".");
  if (settings.text("mail.from").empty())
    return base::fail(base::Code::invalid,
                      "mail.url needs mail.from: the address mails come from, such as "
                      "\"Our Music <hello@music.example.org>\".");
  if (auto from = mail::parse_mailbox(settings.text("mail.from")); !from)
    return base::fail(base::Code::invalid, "mail.from: " + from.error().message + ".");
  return {};
}

base::Result<std::unique_ptr<mail::Transport>> open_mail(const Settings& settings) {
  if (auto sound = check_mail(settings); !sound) return base::fail(sound.error());
  return mail::make_transport(*mail::parse_mail_url(settings.text("mail.url")), settings.text("mail.ca_file"));
}

base::Status send_now(const Settings& settings, mail::Transport& transport, const mail::Message& message) {
  const auto from = mail::parse_mailbox(settings.text("mail.from"));
  if (!from) return base::fail(from.error());
  const auto letter = letter_of(message, *from, base::new_id());
  if (!letter) return base::fail(letter.error());
  return transport.send(*letter);
}

base::Result<std::unique_ptr<SiteMail>> SiteMail::make(const Settings& settings, data::Database& database,
                                                       const base::Seal& seal, jobs::Queue& queue,
                                                       const base::Log& log) {
  std::unique_ptr<SiteMail> site(new SiteMail(database, seal, queue, log));
  if (!sends_mail(settings)) return site;
  auto transport = open_mail(settings);
  if (!transport) return base::fail(transport.error());
  site->transport_ = std::move(*transport);
  site->from_ = *mail::parse_mailbox(settings.text("mail.from"));
  site->post_ = [mail = site.get()](data::Transaction& tx, const mail::Message& message) {
    return mail->queue_letter(tx, message);
  };
  auto added = queue.add_handler(
      {mail_job, "host", at_once, [mail = site.get()](jobs::JobContext& job) { return mail->run(job); }});
  if (!added) return base::fail(added.error());
  return site;
}

base::Status SiteMail::queue_letter(data::Transaction& tx, const mail::Message& message) {
  mail::Message owned = message;
  if (owned.user_id.empty()) {
    // Whoever wrote to an address alone may have written to one of the site's people.
    const auto user = identity::find_user_by_login(tx, message.to);
    if (!user) return base::fail(user.error());
    if (*user) owned.user_id = (*user)->user.id;
  }
  const auto id = mail::store_letter(tx, seal_, owned, base::now_ms());
  if (!id) return base::fail(id.error());
  jobs::NewJob job;
  job.kind = mail_job;
  job.payload = base::to_text({{"letter", *id}});
  job.max_attempts = attempts;
  if (auto queued = queue_.enqueue(tx, job); !queued) return base::fail(queued.error());
  return {};
}

base::Status SiteMail::run(jobs::JobContext& job) {
  const auto payload = base::parse_json(job.payload());
  if (!payload) return base::fail(payload.error());
  const std::string id = payload->value("letter", "");
  const auto message = mail::find_letter(database_, seal_, id);
  if (!message) return base::fail(message.error());
  if (!*message) return {};  // sent; only the job's end was not written down
  if ((*message)->expires_at != 0 && (*message)->expires_at <= base::now_ms())
    return give_up(id, **message,
                   {base::Code::invalid, "the mail server was away until what the mail offers was over"});
  const auto letter = letter_of(**message, from_, id);
  if (!letter) return give_up(id, **message, letter.error());
  if (auto sent = transport_->send(*letter); !sent) {
    if (sent.error().code == base::Code::invalid || job.last_attempt()) return give_up(id, **message, sent.error());
    log_.warn("A mail could not be sent; it is tried again",
              {{"kind", (*message)->kind}, {"attempt", job.attempt()}, {"error", sent.error().message}});
    return sent;
  }
  log_.info("A mail was sent", {{"kind", (*message)->kind}});
  return job.complete([&](data::Transaction& tx) { return mail::remove_letter(tx, id); });
}

base::Status SiteMail::give_up(const std::string& letter, const mail::Message& message, const base::Error& why) {
  log_.error("A mail was given up", {{"kind", message.kind}, {"error", why.message}});
  (void)database_.write([&](data::Transaction& tx) { return mail::remove_letter(tx, letter); });
  return base::fail(why);
}

base::Status SiteMail::prune() {
  return database_.write([&](data::Transaction& tx) { return mail::prune_letters(tx, base::now_ms() - kept_ms); });
}

}  // namespace veza::app
