// veza.mail/1: committed mails are kept for the test to look at.
#pragma once
#include <vector>

#include "veza/mail.hpp"
#include "veza/testing/fake_db.hpp"
#include "veza/testing/fake_identity.hpp"

namespace veza::testing {

class FakeMail {
 public:
  // Users a mail may go to are those of `identity`.
  explicit FakeMail(const FakeIdentity& identity) : identity_(identity) {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.available = [](void* ctx) noexcept { return static_cast<FakeMail*>(ctx)->configured ? 1 : 0; };
    table_.send = [](void* ctx, veza_tx* tx, const veza_mail* mail) noexcept {
      auto* fake = static_cast<FakeMail*>(ctx);
      return contained([&]() -> veza_status {
        MailMessage made{detail::copy(mail->to_user), detail::copy(mail->to),   detail::copy(mail->subject),
                         detail::copy(mail->text),    detail::copy(mail->html), detail::copy(mail->kind)};
        if (!fake->configured) return fail(VEZA_E_UNAVAILABLE, "the site sends no mail");
        if (!made.to_user.empty() && !fake->identity_.users.contains(made.to_user))
          return fail(VEZA_E_NOT_FOUND, "there is no such user");
        if (made.to_user.empty() && made.to.find('@') == std::string::npos)
          return fail(VEZA_E_INVALID, "a mail needs one e-mail address to go to");
        if (made.subject.empty() || made.subject.find_first_of("\r\n") != std::string::npos)
          return fail(VEZA_E_INVALID, "a mail's subject is one line");
        if (made.text.empty()) return fail(VEZA_E_INVALID, "a mail needs a text");
        if (made.kind.empty()) return fail(VEZA_E_INVALID, "a mail needs a kind");
        FakeTx::from(tx).on_commit.push_back([fake, made] { fake->sent.push_back(made); });
        return VEZA_OK;
      });
    };
    table_.site_name = [](void*, veza_sink name) noexcept -> veza_status {
      name.put(name.self, detail::abi("Test site"));
      return VEZA_OK;
    };
    table_.site_url = [](void*, veza_sink url) noexcept -> veza_status {
      url.put(url.self, detail::abi("https://site.example"));
      return VEZA_OK;
    };
  }

  const veza_mail_v1* table() const { return &table_; }

  bool configured = true;         // whether the site sends mail
  std::vector<MailMessage> sent;  // every mail that was committed, oldest first

 private:
  const FakeIdentity& identity_;
  veza_mail_v1 table_{};
};

}  // namespace veza::testing
