#include <gst/gst.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <new>
#include <thread>

#include "demux/demuxer.h"
#include "encoder.h"
#include "options.h"
#include "pipeline/pipeline.h"

#if defined(__SANITIZE_ADDRESS__)
// The leak check at exit works by tracing, which the process has given up by then.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
#endif

namespace veza::stream {
namespace {

// Lets sound through once so much of it was left out.
class Skipping {
 public:
  Skipping(Encoder& encoder, std::uint64_t frames) : encoder_(encoder), left_(frames) {}
  Status add(std::span<const std::int16_t> frames) {
    const std::uint64_t skipped = std::min<std::uint64_t>(left_, frames.size() / 2);
    left_ -= skipped;
    frames = frames.subspan(skipped * 2);
    return frames.empty() ? Status() : encoder_.add(frames);
  }

 private:
  Encoder& encoder_;
  std::uint64_t left_;
};

Status run(const Options& options) {
  if (auto ok = transcode::apply_limits(options.limits); !ok) return ok;
  if (auto ok = transcode::drop_network(); !ok) return ok;
  auto file = transcode::FileSource::open("/proc/self/fd/0");
  if (!file) return fail(file.error());
  auto demuxer = transcode::open_demuxer(**file);
  if (!demuxer) return fail(demuxer.error());
  auto encoder = Encoder::start(options.format, options.bitrate);
  if (!encoder) return fail(encoder.error());
  Skipping heard(**encoder, options.offset_ms * transcode::kOutputRate / 1000);
  auto pipeline = transcode::Pipeline::start((*demuxer)->decoding(), {},
                                             [&](std::span<const std::int16_t> frames) { return heard.add(frames); });
  if (!pipeline) return fail(pipeline.error());

  Status fed;
  std::atomic<bool> is_fed{false};
  std::jthread feeder([&] {
    for (;;) {
      auto unit = (*demuxer)->next();
      if (!unit) {
        fed = fail(unit.error());
        break;
      }
      if (!*unit) {
        (*pipeline)->push_end();
        break;
      }
      if (!(*pipeline)->push(std::move(**unit))) break;
    }
    is_fed = true;
  });
  auto state = transcode::Pipeline::State::running;
  while (state == transcode::Pipeline::State::running) {
    state = (*pipeline)->wait(std::chrono::milliseconds(50));
    if (is_fed && !fed) break;
  }
  (*pipeline)->stop();
  feeder.join();
  if (!fed) return fed;
  if (state == transcode::Pipeline::State::failed) return fail((*pipeline)->failure());
  return (*encoder)->finish();
}

}  // namespace
}  // namespace veza::stream

int main(int argc, char** argv) {
  using namespace veza;
  const auto options = stream::parse_options({argv + 1, argv + argc});
  if (!options) {
    std::fprintf(stderr, "veza-stream: %s\n", options.error().c_str());
    return 2;
  }
  if (options->help) {
    std::fputs(stream::help_text, stdout);
    return 0;
  }
  // Nobody reads any more: the sink says so, and the end is not a clean one.
  std::signal(SIGPIPE, SIG_IGN);
  transcode::die_with_parent();
  GError* gst_error = nullptr;
  transcode::Status result;
  if (!gst_init_check(nullptr, nullptr, &gst_error)) {
    result = transcode::fail(transcode::Code::internal, "The converter could not be started.", "gst_init");
  } else {
    try {
      result = stream::run(*options);
    } catch (const std::bad_alloc&) {
      result = transcode::fail(transcode::Code::limit, "Converting this file took too much memory.");
    } catch (const std::exception& error) {
      result = transcode::fail(transcode::Code::internal, "The conversion failed.", error.what());
    }
  }
  if (result) return 0;
  std::fprintf(stderr, "veza-stream: %s (%s)\n", result.error().message.c_str(), result.error().detail.c_str());
  std::fflush(stderr);
  // A decoder that hangs cannot be joined, and nothing is left to tidy up.
  ::_exit(transcode::exit_status(result.error().code));
}
