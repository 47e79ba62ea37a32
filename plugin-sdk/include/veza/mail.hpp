// veza.mail/1: mail to a person, sent after the commit. Since SDK 1.2.
#pragma once
#include "veza/abi/mail.h"
#include "veza/db.hpp"

namespace veza {

struct MailMessage {
  std::string to_user = {};  // a user's id: the account's address
  std::string to = {};       // or an address
  std::string subject = {};  // one line
  std::string text = {};
  std::string html = {};  // the same for readers that show HTML; escape what people wrote
  std::string kind = {};  // for the log: "reply"
};

class Mail : detail::Service<veza_mail_v1> {
 public:
  explicit Mail(const Host& host) : Service(host, VEZA_MAIL_V1) {}

  // Whether the site sends mail. [any]
  bool available() const { return table_->available(table_->ctx) != 0; }
  // Queued in the transaction. Throws VEZA_E_UNAVAILABLE where the site sends none, VEZA_E_NOT_FOUND for an unknown
  // user.
  void send(const Tx& tx, const MailMessage& message) const {
    veza_mail out{};
    out.struct_size = sizeof out;
    out.to_user = detail::abi(message.to_user);
    out.to = detail::abi(message.to);
    out.subject = detail::abi(message.subject);
    out.text = detail::abi(message.text);
    out.html = detail::abi(message.html);
    out.kind = detail::abi(message.kind);
    check(table_->send(table_->ctx, tx.abi(), &out));
  }
  std::string site_name() const {
    std::string name;
    check(table_->site_name(table_->ctx, detail::into(name)));
    return name;
  }
  // "https://music.example.org"
  std::string site_url() const {
    std::string url;
    check(table_->site_url(table_->ctx, detail::into(url)));
    return url;
  }
};

}  // namespace veza
