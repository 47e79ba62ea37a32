// `veza serve`
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <iostream>

#include "app/command.h"
#include "app/site.h"
#include "app/version.h"
#include "base/log_queue.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

base::Log make_log(const Settings& settings, std::shared_ptr<base::LogSink> sink) {
  const std::string& format = settings.text("log.format");
  const bool human = format == "human" || (format == "auto" && ::isatty(STDERR_FILENO) == 1);
  return base::Log(std::move(sink), human ? base::LogFormat::human : base::LogFormat::json,
                   base::log_level(settings.text("log.level")).value_or(base::LogLevel::info), "host");
}

// A connection is a descriptor, and the usual soft limit is 1024: take what the administrator allows.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void print_welcome(const Site& site, const std::string& setup_link) {
  std::cout << "\n  Veza is ready: " << site.url() << "\n";
  for (const auto& plugin : site.plugins()) {
    if (plugin.state != plugins::PluginState::running && plugin.state != plugins::PluginState::switched_off) {
      std::cout << "  Not running: " << plugin.reason << "\n";
    }
  }
  if (!setup_link.empty()) {
    std::cout << "\n  Open this link once to become the site's admin:\n  " << setup_link << "\n";
  }
  std::cout << "\n  Ctrl-C stops the server.\n" << std::endl;
}

class ServeCommand : public Command {
 public:
  std::string name() const override { return "serve"; }
  std::string summary() const override { return "Run the server"; }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Option("listen", "l", "where to listen, instead of http.listen; port 0 takes a free one")
                          .argument("HOST:PORT"));
  }
  std::string notes() const override {
    return "SIGTERM and Ctrl-C let running requests finish; SIGHUP reads the site's scripts and certificate again.\n"
           "Exit status: 0 stopped, 78 a setting or the data folder is wrong (one sentence says which), 1 anything "
           "else.";
  }
  int run(const Invocation& invocation) override {
    if (!invocation.words.empty()) return complain("serve takes no words, only options.", exit_usage);
    auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    if (invocation.has("listen")) {
      if (auto status = settings->set("http.listen", invocation.get("listen"), "--listen"); !status) {
        return complain(status.error().message, exit_config);
      }
    }
    // Blocked before any thread starts, so that only sigwait below ever sees them.
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();

    // Requests are logged by the threads that serve everybody: none may wait for a disk or a pipe.
    const auto lines = std::make_shared<base::QueuedSink>(STDERR_FILENO);
    const base::Log log = make_log(*settings, lines);
    auto opened = Site::open(*settings, find_layout(), log);
    lines->flush();  // what led to a refusal stands before it
    if (!opened) return complain(opened.error().message, exit_config);
    Site& site = **opened;
    site.count_dropped_lines([lines] { return lines->dropped(); });
    if (auto status = site.listen(); !status) {
      site.stop();
      return complain(status.error().message, exit_config);
    }
    auto link = site.setup_link();
    if (!link) {
      site.stop();
      return complain(link.error().message);
    }
    print_welcome(site, *link);
    log.info("Veza is serving", {{"url", site.url()}, {"version", version()}});
    return wait_and_stop(site, log, *lines, signals);
  }

 private:
  static int wait_and_stop(Site& site, const base::Log& log, base::QueuedSink& lines, const sigset_t& signals) {
    int received = 0;
    while (sigwait(&signals, &received) == 0 && received == SIGHUP) site.reload();
    log.info("Stopping: running requests may finish");
    if (!site.stop()) {
      log.error("Something did not stop in time; the process ends without it");
      lines.flush();
      std::cout.flush();
      ::_exit(exit_ok);
    }
    log.info("Stopped");
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_serve() { return std::make_unique<ServeCommand>(); }

}  // namespace veza::app
