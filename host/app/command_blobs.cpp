// `veza blobs copy`
#include <csignal>
#include <filesystem>
#include <iostream>

#include "app/command.h"
#include "app/progress_bar.h"
#include "base/text.h"
#include "blobs/copy_stores.h"
#include "blobs/open_store.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

// The keys of one side: a file with the access key and the secret key, a line each, or the site's own.
base::Result<blobs::StoreAddress> address(const Settings& settings, const Invocation& invocation,
                                          const std::string& side) {
  blobs::StoreAddress made{invocation.get(side), settings.text("blobs.access_key"), settings.text("blobs.secret_key")};
  const std::string file = invocation.get(side + "-keys");
  if (file.empty()) return made;
  const auto text = base::read_file(file, 16U << 10);
  if (!text) return base::fail(text.error());
  const auto lines = base::split(base::trim(*text), '\n');
  if (lines.size() != 2) {
    return base::fail(base::Code::invalid, file + " does not hold two lines, the access key and the secret key");
  }
  made.access_key = base::trim(lines[0]);
  made.secret_key = base::trim(lines[1]);
  return made;
}

base::Result<std::unique_ptr<blobs::Store>> open(const Settings& settings, const Invocation& invocation,
                                                 const std::string& side) {
  const auto where = address(settings, invocation, side);
  if (!where) return base::fail(where.error());
  // A folder to copy from is not made: a slip of the pen would make an empty one and copy nothing.
  constexpr std::string_view folder = "folder:";
  if (side == "from" && where->url.starts_with(folder) && !std::filesystem::is_directory(where->url.substr(7))) {
    return base::fail(base::Code::invalid, "there is no folder " + where->url.substr(7));
  }
  return blobs::open_store(*where);
}

std::string count(uint64_t number) { return std::to_string(number) + (number == 1 ? " blob" : " blobs"); }

class BlobsCommand : public Command {
 public:
  std::string name() const override { return "blobs"; }
  std::string summary() const override { return "Copy uploaded files between a folder and an object store"; }
  std::string arguments() const override { return "copy --from URL --to URL"; }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Option("from", "", "the store to read: folder:/var/lib/veza/blobs or s3://…").argument("URL"));
    options.addOption(Option("to", "", "the store to fill").argument("URL"));
    options.addOption(Option("from-keys", "", "a file with the access key and the secret key of --from, a line each")
                          .argument("FILE"));
    options.addOption(Option("to-keys", "", "the same for --to").argument("FILE"));
    options.addOption(Option("verify", "", "read every blob back from the target and compare"));
    options.addOption(Option("parallel", "", "blobs under way at once (4)").argument("N"));
  }
  std::string notes() const override {
    return "An object store is s3://bucket[/prefix]?endpoint=https://host:port&region=…&style=path|virtual&ca=/file.\n"
           "Without a file of keys, blobs.access_key and blobs.secret_key of the settings are used.\n"
           "Blobs that are in the target with the same size and SHA-256 are left alone, so a copy that was cut short "
           "is\n"
           "finished by running it again. A server may run meanwhile: copy, stop it, copy what came since, change\n"
           "blobs.url, start it. Nothing is removed from either store.\n"
           "Exit status: 0 all of it is there, 1 a fault, 78 a store cannot be used.";
  }

  int run(const Invocation& invocation) override {
    if (invocation.words != std::vector<std::string>{"copy"} || !invocation.has("from") || !invocation.has("to")) {
      return complain("say `veza blobs copy --from URL --to URL`.", exit_usage);
    }
    blobs::CopyOptions options;
    options.verify = invocation.has("verify");
    const auto parallel = base::to_int(invocation.get("parallel", "4"));
    if (!parallel || *parallel < 1 || *parallel > 64)
      return complain("--parallel is a number from 1 to 64.", exit_usage);
    options.parallel = static_cast<size_t>(*parallel);
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    auto from = open(*settings, invocation, "from");
    if (!from) return complain("--from: " + from.error().message, exit_config);
    auto to = open(*settings, invocation, "to");
    if (!to) return complain("--to: " + to.error().message, exit_config);
    return copy(**from, **to, options);
  }

 private:
  static int copy(blobs::Store& from, blobs::Store& to, blobs::CopyOptions options) {
    // A connection that the store ends is an error to tell, not the end of the program.
    ::signal(SIGPIPE, SIG_IGN);
    std::cout << "From " << from.describe() << "\nto   " << to.describe() << std::endl;
    const auto done = [&] {
      ProgressBar bar(&ProgressBar::bytes);
      options.progress = [&bar](const blobs::CopyProgress& now) {
        bar.show(now.bytes_done, now.bytes_total, std::to_string(now.blobs_done) + " of " + count(now.blobs_total));
      };
      return blobs::copy_stores(from, to, options);
    }();
    if (!done) return complain(done.error().message + ". Run it again to go on from there.");
    const uint64_t copied = done->blobs_done - done->blobs_skipped;
    std::cout << "Copied " << count(copied) << "; " << count(done->blobs_skipped) << " of the same content "
              << (done->blobs_skipped == 1 ? "was" : "were") << " there already. In all "
              << ProgressBar::bytes(done->bytes_total) << (options.verify ? ", read back and compared" : "") << ".\n";
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_blobs() { return std::make_unique<BlobsCommand>(); }

}  // namespace veza::app
