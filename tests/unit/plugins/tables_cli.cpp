// veza.cli/1 as a careless or hostile plugin calls it, and what of its texts reaches a terminal.
#include "plugins/command_run.h"
#include "tables.h"
#include "veza/abi/cli.h"

namespace veza::plugins::test {
namespace {

struct Kept : CommandRun {
  base::Status print(Stream stream, std::string_view text) override {
    (stream == Stream::out ? out : err) += text;
    return {};
  }
  void progress(uint64_t done, uint64_t, std::string_view, std::string_view) override { at = done; }
  bool interrupted() const override { return false; }
  int interrupt_fd() const override { return -1; }
  std::string out, err;
  uint64_t at = 0;
};

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(commands_are_those_that_the_manifest_declares) {
  Raw raw;
  const auto* cli = raw.table<veza_cli_v1>(VEZA_CLI_V1);
  BOOST_TEST(cli->in_command(cli->ctx) == 0);
  BOOST_TEST(cli->in_command(nullptr) == 0);
  const veza_cli_command run = [](void*, veza_cli_call*) -> int32_t { return 7; };
  raw.context.manifest.commands.push_back({"scan", "Scan", "", "", {}});
  BOOST_TEST(said(cli->add_command(cli->ctx, text("scan"), run, nullptr)) == VEZA_E_CONFLICT);
  raw.in_start();
  BOOST_TEST(said(cli->add_command(cli->ctx, text("other"), run, nullptr)) == VEZA_E_NOT_FOUND);
  BOOST_TEST(said(cli->add_command(cli->ctx, text("scan"), nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(cli->add_command(nullptr, text("scan"), run, nullptr)) == VEZA_E_INVALID);
  for (const auto bad : {no_pointer, endless})
    BOOST_TEST(said(cli->add_command(cli->ctx, bad, run, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(cli->add_command(cli->ctx, text("scan"), run, nullptr) == VEZA_OK);
  BOOST_TEST(said(cli->add_command(cli->ctx, text("scan"), run, nullptr)) == VEZA_E_CONFLICT);
  Kept kept;
  BOOST_TEST(raw.context.commands.at("scan")(kept) == 7);
}

BOOST_AUTO_TEST_CASE(a_command_reads_its_line_and_prints) {
  Raw raw;
  const auto* cli = raw.table<veza_cli_v1>(VEZA_CLI_V1);
  Kept kept;
  kept.words = {"/music"};
  kept.options = {{"owner", "mona"}, {"prune", ""}};
  auto* call = reinterpret_cast<veza_cli_call*>(static_cast<CommandRun*>(&kept));
  BOOST_TEST(cli->words(call) == 1U);
  BOOST_TEST(cli->word(call, 0).len == 6U);
  BOOST_TEST(cli->word(call, 1).len == 0U);
  BOOST_TEST(cli->words(nullptr) == 0U);
  BOOST_TEST(cli->word(nullptr, 0).len == 0U);
  veza_str value{};
  BOOST_TEST(cli->option(call, text("owner"), &value) == 1);
  BOOST_TEST(std::string(value.ptr, value.len) == "mona");
  BOOST_TEST(cli->option(call, text("prune"), nullptr) == 1);
  BOOST_TEST(cli->option(call, text("none"), &value) == 0);
  for (const auto bad : {no_pointer, endless}) BOOST_TEST(cli->option(call, bad, &value) == 0);
  BOOST_TEST(cli->option(nullptr, text("owner"), &value) == 0);
  BOOST_TEST(cli->print(call, VEZA_CLI_OUT, text("a\x1b[31m\n")) == VEZA_OK);
  BOOST_TEST(kept.out == "a?[31m\n");
  BOOST_TEST(cli->print(call, VEZA_CLI_ERR, text("oh")) == VEZA_OK);
  BOOST_TEST(kept.err == "oh");
  BOOST_TEST(said(cli->print(call, 3, text("x"))) == VEZA_E_INVALID);
  BOOST_TEST(said(cli->print(nullptr, VEZA_CLI_OUT, text("x"))) == VEZA_E_INVALID);
  for (const auto bad : {no_pointer, endless}) BOOST_TEST(said(cli->print(call, VEZA_CLI_OUT, bad)) == VEZA_E_INVALID);
  cli->progress(call, 3, 9, text("files"), text(""));
  cli->progress(call, 4, 9, endless, text(""));
  cli->progress(nullptr, 5, 9, text("files"), text(""));
  BOOST_TEST(kept.at == 3U);
  BOOST_TEST(cli->interrupted(nullptr) == 0);
  BOOST_TEST(cli->interrupt_fd(nullptr) == -1);
}

BOOST_AUTO_TEST_CASE(what_drives_a_terminal_is_not_shown) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"plain, \xC3\xA9, \xE4\xB8\xAD, \xF0\x9F\x8E\xB5\n\t", "plain, \xC3\xA9, \xE4\xB8\xAD, \xF0\x9F\x8E\xB5\n\t"},
      {"\x1b]0;title\x07", "?]0;title?"},
      {"a\rb\x7f\x08", "a?b??"},
      {"\xC2\x9B"
       "31m",
       "?31m"},
      {"\xE2\x80\xAEgpj.exe", "?gpj.exe"},
      {"\xFF\xC3", "??"},
      {"\xC0\xAF\xED\xA0\x80", "?????"},
      {"", ""},
  };
  for (const auto& [text, shown] : cases) BOOST_TEST(for_terminal(text) == shown);
  BOOST_TEST(for_terminal(std::string_view("a\0b", 3)) == "a?b");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins::test
