// veza.mail/1
#include "identity/user_store.h"
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "plugins/tx_abi.h"
#include "veza/abi/mail.h"

namespace veza::plugins {
namespace {

constexpr size_t max_word = 512;
constexpr size_t max_kind = 30;
constexpr size_t max_body = 1U << 20;

class MailService final : public Service {
 public:
  MailService(PluginContext& plugin, const Services& services)
      : plugin_(plugin), post_(services.mail), site_name_(services.site_name), site_url_(services.site_url) {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .available = [](void* ctx) noexcept -> int32_t {
                const auto* self = static_cast<MailService*>(ctx);
                return self && self->post_ ? 1 : 0;
              },
              .send = &send,
              .site_name = &site_name,
              .site_url = &site_url};
  }
  std::string_view id() const override { return VEZA_MAIL_V1; }
  const void* table() const override { return &table_; }

 private:
  static veza_status send(void* ctx, veza_tx* tx, const veza_mail* mail) noexcept {
    auto* self = static_cast<MailService*>(ctx);
    if (!self) return bad_argument("mail.send", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!tx || !mail || mail->struct_size < sizeof(veza_mail))
        return bad_argument("mail.send", "tx or mail is NULL, or its struct_size is not set");
      if (!readable(mail->to_user, max_word) || !readable(mail->to, max_word) || !readable(mail->subject, max_word) ||
          !readable(mail->text, max_body) || !readable(mail->html, max_body) || !readable(mail->kind, max_kind) ||
          mail->kind.len == 0)
        return bad_argument("mail.send", "a text is NULL or too long, or there is no kind");
      return self->queue(from_abi(tx), *mail);
    });
  }

  veza_status queue(data::Transaction& tx, const veza_mail& mail) const {
    if (!post_) return refuse(base::Code::unavailable, "this site sends no mail: the setting mail.url is empty");
    mail::Message message;
    message.to = view(mail.to);
    if (mail.to_user.len) {
      const auto user = identity::find_user(tx, view(mail.to_user));
      if (!user) return refuse(user.error());
      if (!*user) return refuse(base::Code::not_found, "there is no such user");
      message.to = (*user)->user.email;
      message.user_id = (*user)->user.id;
    }
    message.subject = view(mail.subject);
    message.text = view(mail.text);
    message.html = view(mail.html);
    message.kind = plugin_.id() + "." + std::string(view(mail.kind));
    const auto queued = post_(tx, message);
    return queued ? veza_status{VEZA_OK} : refuse(queued.error());
  }

  static veza_status site_name(void* ctx, veza_sink name) noexcept {
    auto* self = static_cast<MailService*>(ctx);
    if (!self || !name.put) return bad_argument("mail.site_name", "ctx is NULL, or there is no sink");
    return guarded(self->plugin_.calls_out, [&] {
      name.put(name.self, abi(self->site_name_));
      return veza_status{VEZA_OK};
    });
  }

  static veza_status site_url(void* ctx, veza_sink url) noexcept {
    auto* self = static_cast<MailService*>(ctx);
    if (!self || !url.put) return bad_argument("mail.site_url", "ctx is NULL, or there is no sink");
    return guarded(self->plugin_.calls_out, [&] {
      const std::string text = self->site_url_ ? self->site_url_() : std::string();
      url.put(url.self, abi(text));
      return veza_status{VEZA_OK};
    });
  }

  PluginContext& plugin_;
  const mail::Post post_;
  const std::string site_name_;
  const std::function<std::string()> site_url_;
  veza_mail_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_mail_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<MailService>(plugin, services);
}

}  // namespace veza::plugins
