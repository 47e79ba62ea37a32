#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <filesystem>

#include "run/media.h"
#include "run/worker.h"
#include "sandbox.h"

using namespace veza::transcode;

namespace {

// Minutes of sound, so that a run can be met in its middle.
std::string long_file(const Media& media) {
  output_of("sox " + media.path("base.wav") + " " + media.path("long.wav") + " repeat 40");
  return media.path("long.wav");
}

// The exit status of a child that runs `check` behind the filter.
int behind_the_filter(int (*check)()) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(drop_network() ? check() : 99);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(behind_the_filter_there_is_no_network) {
  BOOST_TEST(behind_the_filter([] { return ::socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0; }) == EACCES);
  BOOST_TEST(behind_the_filter([] { return ::socket(AF_INET6, SOCK_DGRAM, 0) < 0 ? errno : 0; }) == EACCES);
  BOOST_TEST(behind_the_filter([] { return ::socket(AF_NETLINK, SOCK_RAW, 0) < 0 ? errno : 0; }) == EACCES);
  BOOST_TEST(behind_the_filter([] { return ::execl("/bin/true", "true", nullptr) < 0 ? errno : 0; }) == EACCES);
  BOOST_TEST(behind_the_filter([] { return ::socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? errno : 0; }) == 0);
}

BOOST_AUTO_TEST_CASE(no_run_asks_for_a_network) {
  const Media media;
  const std::string playlist = media.put("hls.mp3", "#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:9/x.ts\n");
  for (const std::string& input : {media.path("base.wav"), playlist}) {
    const std::string trace = media.path("trace");
    output_of("strace -f -qq -o " + trace + " -e trace=socket,connect,sendto,bind " VEZA_TRANSCODE " --input " + input +
              " --output " + media.path("out") + " > /dev/null; true");
    BOOST_TEST(std::filesystem::exists(trace));
    BOOST_TEST(read_file(trace).find("AF_INET") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_killed_run_leaves_files_only_in_its_folder) {
  const Media media;
  const std::string input = long_file(media), output = media.path("out");
  const WorkerRun run = run_worker({"--input", input, "--output", output}, [](const nlohmann::json& event, int pid) {
    if (event["event"] == "segment") ::kill(pid, SIGKILL);
  });
  BOOST_TEST(run.signal == SIGKILL);
  std::size_t entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(media.path(""))) {
    const std::string name = entry.path().filename();
    BOOST_TEST((name == "base.wav" || name == "long.wav" || name == "out"), name);
    ++entries;
  }
  BOOST_TEST(entries == 3u);
  for (const auto& segment : run.of("segment"))
    BOOST_TEST(std::filesystem::exists(output + "/" + segment["file"].get<std::string>()));
}

BOOST_AUTO_TEST_CASE(an_ended_run_removes_what_it_wrote) {
  const Media media;
  const std::string input = long_file(media), output = media.path("out");
  const WorkerRun run = run_worker({"--input", input, "--output", output}, [](const nlohmann::json& event, int pid) {
    if (event["event"] == "segment") ::kill(pid, SIGTERM);
  });
  BOOST_TEST(run.exit_code == 3);
  BOOST_TEST(run.last()["code"] == "internal");
  BOOST_TEST(!std::filesystem::exists(output));
}

BOOST_AUTO_TEST_CASE(processor_time_is_limited) {
  const Media media;
  const std::string output = media.path("out");
  const WorkerRun run = run_worker({"--input", long_file(media), "--output", output, "--cpu-seconds", "1"});
  BOOST_TEST(run.exit_code == 1);
  BOOST_TEST(run.last()["code"] == "limit");
  BOOST_TEST(!std::filesystem::exists(output));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
BOOST_AUTO_TEST_CASE(memory_is_limited) {
  const Media media;
  const WorkerRun run =
      run_worker({"--input", media.path("base.wav"), "--output", media.path("out"), "--max-memory", "40000000"});
  BOOST_TEST(run.exit_code != 0);
  BOOST_TEST(run.last()["event"] == "error");
}
#endif

BOOST_AUTO_TEST_CASE(length_is_limited_declared_or_not) {
  const Media media;
  const std::string declared = media.path("base.wav");
  output_of("ffmpeg -v error -i " + declared + " -f flac - > " + media.path("undeclared.flac"));
  for (const std::string& input : {declared, media.path("undeclared.flac")}) {
    const WorkerRun run = run_worker({"--input", input, "--output", media.path("out"), "--max-duration-seconds", "5"});
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(run.last()["code"] == "too_long");
    BOOST_TEST(!std::filesystem::exists(media.path("out")));
  }
}

BOOST_AUTO_TEST_CASE(usage_and_places_that_do_not_exist) {
  const Media media;
  BOOST_TEST(run_worker({}).exit_code == 2);
  BOOST_TEST(run_worker({"--input", "x", "--output", "y", "--tiers", "z"}).exit_code == 2);
  BOOST_TEST(run_worker({"--help"}).exit_code == 0);
  const WorkerRun missing = run_worker({"--input", media.path("none"), "--output", media.path("out")});
  BOOST_TEST(missing.exit_code == 3);
  BOOST_TEST(missing.last()["code"] == "io");
  const WorkerRun nowhere = run_worker({"--input", media.path("base.wav"), "--output", media.path("no/parent")});
  BOOST_TEST(nowhere.exit_code == 3);
  BOOST_TEST(nowhere.last()["code"] == "io");
}
