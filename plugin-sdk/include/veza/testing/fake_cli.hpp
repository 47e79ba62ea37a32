// veza.cli/1: a test runs the plugin's commands and reads what they printed.
//
//     auto ran = host.cli.run("scan", {.words = {"/music"}, .options = {{"owner", "mona"}}});
//     assert(ran.status == 0);
#pragma once
#include <unistd.h>

#include <array>
#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "veza/cli.hpp"
#include "veza/json.hpp"
#include "veza/testing/fake_error.hpp"

namespace veza::testing {

struct FakeCommandLine {
  std::vector<std::string> words = {};
  std::map<std::string, std::string> options = {};
};

struct FakeCommandRun {
  int32_t status = 0;      // as the command returned it: an exit status, or a negative veza_status
  std::string error = {};  // the sentence of a failure
  std::string out = {}, err = {};
  uint64_t done = 0, total = 0;  // of the last progress
};

class FakeCli {
 public:
  explicit FakeCli(const Json& declared) {
    for (const auto& command : declared) declared_.push_back(command.value("name", std::string()));
    if (::pipe(interrupt_.data()) != 0) throw std::runtime_error("cannot make a pipe");
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.in_command = [](void* ctx) noexcept -> int32_t { return static_cast<FakeCli*>(ctx)->serving ? 0 : 1; };
    table_.add_command = [](void* ctx, veza_str name, veza_cli_command body, void* self) noexcept {
      return contained([&]() -> veza_status {
        auto& fake = *static_cast<FakeCli*>(ctx);
        const std::string text = detail::copy(name);
        if (std::find(fake.declared_.begin(), fake.declared_.end(), text) == fake.declared_.end())
          return fail(VEZA_E_NOT_FOUND, "plugin.json has no command " + text);
        if (!fake.commands_.emplace(text, std::pair(body, self)).second)
          return fail(VEZA_E_CONFLICT, "there is a command " + text);
        return VEZA_OK;
      });
    };
    table_.words = [](const veza_cli_call* call) noexcept { return from(call).line.words.size(); };
    table_.word = [](const veza_cli_call* call, size_t index) noexcept -> veza_str {
      const auto& words = from(call).line.words;
      return index < words.size() ? detail::abi(words[index]) : veza_str{};
    };
    table_.option = [](const veza_cli_call* call, veza_str name, veza_str* value) noexcept -> int32_t {
      const auto& options = from(call).line.options;
      const auto found = options.find(detail::copy(name));
      if (found == options.end()) return 0;
      if (value) *value = detail::abi(found->second);
      return 1;
    };
    table_.print = [](veza_cli_call* call, int32_t stream, veza_str text) noexcept -> veza_status {
      auto& result = from(call).result;
      (stream == VEZA_CLI_ERR ? result.err : result.out) += detail::view(text);
      return VEZA_OK;
    };
    table_.progress = [](veza_cli_call* call, uint64_t done, uint64_t total, veza_str, veza_str) noexcept {
      from(call).result.done = done;
      from(call).result.total = total;
    };
    table_.interrupted = [](const veza_cli_call* call) noexcept -> int32_t { return from(call).cli->interrupted_; };
    table_.interrupt_fd = [](const veza_cli_call* call) noexcept { return from(call).cli->interrupt_[0]; };
  }
  ~FakeCli() {
    for (const int fd : interrupt_) ::close(fd);
  }
  FakeCli(const FakeCli&) = delete;
  FakeCli& operator=(const FakeCli&) = delete;

  const veza_cli_v1* table() const { return &table_; }

  // Throws std::out_of_range when the plugin added no such command.
  FakeCommandRun run(const std::string& name, const FakeCommandLine& line = {}) {
    const auto [command, self] = commands_.at(name);
    Call call{this, line, {}};
    call.result.status = command(self, reinterpret_cast<veza_cli_call*>(&call));
    if (call.result.status < 0) call.result.error = last_sentence();
    return call.result;
  }
  // What Ctrl-C does, from any thread.
  void interrupt() {
    interrupted_ = 1;
    [[maybe_unused]] const auto written = ::write(interrupt_[1], "!", 1);
  }

  // What in_command() says the process is; before the plugin starts.
  bool serving = true;

 private:
  struct Call {
    FakeCli* cli;
    FakeCommandLine line;
    FakeCommandRun result;
  };
  static Call& from(veza_cli_call* call) { return *reinterpret_cast<Call*>(call); }
  static const Call& from(const veza_cli_call* call) { return *reinterpret_cast<const Call*>(call); }

  std::vector<std::string> declared_;
  std::map<std::string, std::pair<veza_cli_command, void*>> commands_;
  std::array<int, 2> interrupt_{};
  std::atomic<int32_t> interrupted_{0};
  veza_cli_v1 table_{};
};

}  // namespace veza::testing
