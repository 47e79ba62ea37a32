// `veza mail test`
#include <csignal>
#include <iostream>

#include "app/command.h"
#include "app/site_mail.h"
#include "mail/address.h"

namespace veza::app {
namespace {

mail::Message test_message(const Settings& settings, const std::string& to) {
  const std::string& name = settings.text("site.name");
  mail::Message message;
  message.to = to;
  message.subject = "A test from " + name;
  message.text = "Hello,\n\nthis mail was sent by `veza mail test`. As you can read it, " + name +
                 " can send mail: links for forgotten passwords and for signing in reach people.\n";
  message.kind = "test";
  return message;
}

class MailCommand : public Command {
 public:
  std::string name() const override { return "mail"; }
  std::string summary() const override { return "Send a mail as the site would, to see whether it can"; }
  std::string arguments() const override { return "test ADDRESS"; }
  std::string notes() const override {
    return "Sends one mail to ADDRESS by mail.url, at once, and says what failed and how to mend it. Needs no server "
           "and\n"
           "no data folder. That the mail server took it is not yet that it arrived: look into the inbox and the spam\n"
           "folder.";
  }
  int run(const Invocation& invocation) override {
    const auto& words = invocation.words;
    if (words.size() != 2 || words[0] != "test") return complain("say `veza mail test ADDRESS`.", exit_usage);
    if (mail::address_problem(words[1])) return complain(words[1] + " is no e-mail address.", exit_usage);
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    if (!sends_mail(*settings))
      return complain(
          "the site sends no mail: mail.url is empty. Set mail.url and mail.from (docs/operations.md, Mail).",
          exit_config);
    const auto transport = open_mail(*settings);
    if (!transport) return complain(transport.error().message, exit_config);
    // A connection that breaks off is an answer, not the end of the program.
    ::signal(SIGPIPE, SIG_IGN);
    if (auto sent = send_now(*settings, **transport, test_message(*settings, words[1])); !sent)
      return complain(sent.error().message);
    std::cout << "Sent to " << words[1] << " by " << (*transport)->describe() << ".\n";
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_mail() { return std::make_unique<MailCommand>(); }

}  // namespace veza::app
