// veza-tempo FILE: prints the beats per minute of FILE ("127.4"), or "none". Exit 0, or 1 when this machine does not
// let it work, or 2 for wrong arguments.
#include <gst/gst.h>

#include <cstdio>

#include "sandbox.h"
#include "tempo/detect.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: veza-tempo FILE\n", stderr);
    return 2;
  }
  veza::transcode::die_with_parent();
  gst_init(nullptr, nullptr);
  veza::library::tempo::keep_only_audio();
  if (!veza::transcode::apply_limits({.cpu_seconds = 60}) || !veza::transcode::drop_network()) return 1;
  const auto bpm = veza::library::tempo::detect(argv[1]);
  if (bpm) {
    std::printf("%.1f\n", *bpm);
  } else {
    std::puts("none");
  }
  return 0;
}
