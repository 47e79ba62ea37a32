#include "run/worker.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>

extern char** environ;

namespace veza::transcode {

std::vector<nlohmann::json> WorkerRun::of(const std::string& event, const std::string& tier) const {
  std::vector<nlohmann::json> out;
  for (const auto& one : events)
    if (one["event"] == event && (tier.empty() || one["tier"] == tier)) out.push_back(one);
  return out;
}

WorkerRun run_worker(const std::vector<std::string>& arguments,
                     const std::function<void(const nlohmann::json&, int pid)>& on_event) {
  int ends[2];
  BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  std::vector<std::string> all{VEZA_TRANSCODE};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& argument : all) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  pid_t pid = 0;
  BOOST_REQUIRE(::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);

  WorkerRun run;
  std::FILE* pipe = ::fdopen(ends[0], "r");
  char* line = nullptr;
  std::size_t room = 0;
  for (ssize_t length; (length = ::getline(&line, &room, pipe)) > 0;) {
    const auto event = nlohmann::json::parse(line, line + length, nullptr, false);
    if (!event.is_object() || !event.contains("event")) continue;
    run.events.push_back(event);
    if (on_event) on_event(event, pid);
  }
  std::free(line);
  std::fclose(pipe);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) run.signal = WTERMSIG(status);
  return run;
}

std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string out;
  std::vector<char> block(1 << 16);
  for (std::size_t n; (n = std::fread(block.data(), 1, block.size(), pipe)) > 0;) out.append(block.data(), n);
  BOOST_TEST(::pclose(pipe) == 0, command);
  return out;
}

}  // namespace veza::transcode
