// veza.cli/1: commands of the `veza` program. Since SDK 1.3.
//
//     cli.add("scan", [this](const veza::Command& command) {
//       if (command.words().size() != 1) return command.wrong_usage("name one folder");
//       command.print("Looking at " + command.words()[0] + "\n");
//       return 0;
//     });
#pragma once
#include <functional>
#include <optional>

#include "veza/abi/cli.h"
#include "veza/host.hpp"

namespace veza {

// The command being run; a view, valid while it runs. [any]
class Command {
 public:
  Command(const veza_host* host, const veza_cli_v1* table, veza_cli_call* call)
      : host_(host), table_(table), call_(call) {}

  std::vector<std::string> words() const {
    std::vector<std::string> all;
    for (size_t i = 0; i < table_->words(call_); ++i) all.push_back(detail::copy(table_->word(call_, i)));
    return all;
  }
  bool has(std::string_view option) const { return table_->option(call_, detail::abi(option), nullptr) != 0; }
  // The option's value, where it was given.
  std::optional<std::string> get(std::string_view option) const {
    veza_str value{};
    if (table_->option(call_, detail::abi(option), &value) == 0) return std::nullopt;
    return detail::copy(value);
  }
  // To standard output, and to standard error. Control characters in `text` but '\n' and '\t' are shown as '?'.
  void print(std::string_view text) const { print(VEZA_CLI_OUT, text); }
  void complain(std::string_view text) const { print(VEZA_CLI_ERR, text); }
  // Says on standard error what is wrong with how it was called; the exit status for that (EX_USAGE).
  int wrong_usage(const std::string& sentence) const {
    complain("veza: " + sentence + "\n");
    return 64;
  }
  // `total` 0: nobody knows.
  void progress(uint64_t done, uint64_t total, std::string_view unit, std::string_view what = {}) const {
    table_->progress(call_, done, total, detail::abi(unit), detail::abi(what));
  }
  // Ctrl-C, or SIGTERM: put things in order and return soon.
  bool interrupted() const { return table_->interrupted(call_) != 0; }
  // Readable (poll) once interrupted; never read or close it.
  int interrupt_fd() const { return table_->interrupt_fd(call_); }

 private:
  void print(int32_t stream, std::string_view text) const {
    detail::check(host_, table_->print(call_, stream, detail::abi(text)));
  }

  const veza_host* host_;
  const veza_cli_v1* table_;
  veza_cli_call* call_;
};

class Cli : detail::Service<veza_cli_v1> {
 public:
  // Returns the exit status, 0 to 125; an exception's sentence is printed, with exit status 1.
  using Run = std::function<int(const Command&)>;

  explicit Cli(const Host& host) : Service(host, VEZA_CLI_V1) {}

  // Whether this process runs a command and serves nobody: start no threads of your own then. [any]
  bool in_command() const { return table_->in_command(table_->ctx) != 0; }
  // [control]
  void add(std::string_view name, Run run) {
    auto* bound = keep(Bound{host_, table_, std::move(run)});
    const auto call = [](void* self, veza_cli_call* running) noexcept -> int32_t {
      const auto* b = static_cast<const Bound*>(self);
      int status = 0;
      const auto done = detail::guard(b->host, [&] { status = b->run(Command(b->host, b->table, running)); });
      return done < 0 ? done : status;
    };
    check(table_->add_command(table_->ctx, detail::abi(name), call, bound));
  }

 private:
  struct Bound {
    const veza_host* host;
    const veza_cli_v1* table;
    Run run;
  };
};

}  // namespace veza
