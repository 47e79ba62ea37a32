// veza.cli/1. veza_cli_call is the host's CommandRun, seen from the other side.
#include "plugins/boundary.h"
#include "plugins/command_run.h"
#include "plugins/service.h"
#include "veza/abi/cli.h"

namespace veza::plugins {
namespace {

constexpr size_t max_name = 80;
constexpr size_t max_print = 1U << 20;
constexpr size_t max_shown = 1000;

CommandRun& from_abi(veza_cli_call* call) { return *reinterpret_cast<CommandRun*>(call); }
const CommandRun& from_abi(const veza_cli_call* call) { return *reinterpret_cast<const CommandRun*>(call); }

class CliService final : public Service {
 public:
  CliService(PluginContext& plugin, bool in_command) : plugin_(plugin), in_command_(in_command) {
    table_ = {
        .struct_size = sizeof table_,
        .reserved = 0,
        .ctx = this,
        .in_command = [](void* ctx) noexcept -> int32_t {
          return ctx && static_cast<const CliService*>(ctx)->in_command_ ? 1 : 0;
        },
        .add_command = &add_command,
        .words = [](const veza_cli_call* call) noexcept { return call ? from_abi(call).words.size() : 0; },
        .word =
            [](const veza_cli_call* call, size_t index) noexcept {
              return call && index < from_abi(call).words.size() ? abi(from_abi(call).words[index]) : veza_str{};
            },
        .option = &option,
        .print = &print,
        .progress = &progress,
        .interrupted = [](const veza_cli_call* call) noexcept -> int32_t {
          return call && from_abi(call).interrupted() ? 1 : 0;
        },
        .interrupt_fd = [](const veza_cli_call* call) noexcept { return call ? from_abi(call).interrupt_fd() : -1; }};
  }
  std::string_view id() const override { return VEZA_CLI_V1; }
  const void* table() const override { return &table_; }

 private:
  static veza_status add_command(void* ctx, veza_str name, veza_cli_command run, void* run_self) noexcept {
    auto* self = static_cast<CliService*>(ctx);
    if (!self) return bad_argument("cli.add_command", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (auto status = self->plugin_.check_registering("cli.add_command"); status < 0) return status;
      if (!readable(name, max_name) || !run) return bad_argument("cli.add_command", "no name, or no function");
      const std::string text(view(name));
      if (!self->plugin_.manifest.command(text))
        return refuse(base::Code::not_found, "plugin.json declares no command " + text + "; add it to \"commands\"");
      const auto call = [run, run_self](CommandRun& at) {
        return run(run_self, reinterpret_cast<veza_cli_call*>(&at));
      };
      if (!self->plugin_.commands.emplace(text, call).second)
        return refuse(base::Code::conflict, "the command " + text + " is registered already");
      return veza_status{VEZA_OK};
    });
  }

  static int32_t option(const veza_cli_call* call, veza_str name, veza_str* value) noexcept {
    int32_t given = 0;
    contained([&] {
      if (!call || !readable(name, max_name)) return veza_status{VEZA_OK};
      const auto& options = from_abi(call).options;
      const auto found = options.find(std::string(view(name)));
      if (found == options.end()) return veza_status{VEZA_OK};
      if (value) *value = abi(found->second);
      given = 1;
      return veza_status{VEZA_OK};
    });
    return given;
  }

  static veza_status print(veza_cli_call* call, int32_t stream, veza_str text) noexcept {
    return contained([&] {
      if (!call || !readable(text, max_print)) return bad_argument("cli.print", "no call, or no text of up to 1 MiB");
      if (stream != VEZA_CLI_OUT && stream != VEZA_CLI_ERR) return bad_argument("cli.print", "there is no such stream");
      return from(from_abi(call).print(stream == VEZA_CLI_OUT ? CommandRun::Stream::out : CommandRun::Stream::err,
                                       for_terminal(view(text))));
    });
  }

  static void progress(veza_cli_call* call, uint64_t done, uint64_t total, veza_str unit, veza_str what) noexcept {
    contained([&] {
      if (!call || !readable(unit, max_shown) || !readable(what, max_shown)) return veza_status{VEZA_OK};
      from_abi(call).progress(done, total, view(unit), view(what));
      return veza_status{VEZA_OK};
    });
  }

  PluginContext& plugin_;
  const bool in_command_;
  veza_cli_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_cli_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<CliService>(plugin, services.in_command);
}

}  // namespace veza::plugins
