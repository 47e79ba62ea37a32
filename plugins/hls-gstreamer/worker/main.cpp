#include <gst/gst.h>

#include <cstdio>
#include <new>

#include "fatal_signals.h"
#include "options.h"
#include "transcoder.h"

using namespace veza::transcode;

#if defined(__SANITIZE_ADDRESS__)
// The leak check at exit works by tracing, which the process has given up by then.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
#endif

namespace {

std::optional<Error> interrupted(const ProgressWriter& progress) {
  if (out_of_cpu_time()) return Error{Code::limit, "Converting this file took too much processor time.", {}};
  if (asked_to_end()) return Error{Code::internal, "The conversion was stopped.", "signal"};
  if (progress.unread()) return Error{Code::internal, "The conversion was stopped.", "nobody reads the progress"};
  return std::nullopt;
}

Status run(const Options& options, ProgressWriter& progress) {
  if (auto ok = apply_limits(options.limits); !ok) return ok;
  if (auto ok = drop_network(); !ok) return ok;
  if (!options.probe) return transcode(options, progress, [&] { return interrupted(progress); });
  auto found = probe(options.input);
  if (!found) return fail(found.error());
  std::puts(found->c_str());
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = parse_options({argv + 1, argv + argc});
  if (!options) {
    std::fprintf(stderr, "veza-transcode: %s\n", options.error().c_str());
    return 2;
  }
  if (options->help) {
    std::fputs(kHelp, stdout);
    return 0;
  }
  die_with_parent();
  note_signals();
  report_fatal_signals(options->progress_fd);
  ProgressWriter progress(options->progress_fd);

  GError* gst_error = nullptr;
  Status result;
  if (!options->probe && !gst_init_check(nullptr, nullptr, &gst_error)) {
    result = fail(Code::internal, "The converter could not be started.", gst_error ? gst_error->message : "gst_init");
  } else {
    try {
      result = run(*options, progress);
    } catch (const std::bad_alloc&) {
      result = fail(Code::limit, "Converting this file took too much memory.");
    } catch (const std::exception& error) {
      result = fail(Code::internal, "The conversion failed.", error.what());
    }
  }
  if (result) return 0;
  progress.error(result.error());
  return exit_status(result.error().code);
}
