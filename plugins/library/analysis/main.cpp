// veza-analyse FILE: listens to FILE and prints one JSON object: {"bpm": 127.4, "key": "Am", "fingerprint": [123, …]},
// without the members that it has nothing for. Exit 0, or 1 when this machine does not let it work, or 2 for wrong
// arguments.
#include <gst/gst.h>
#include <process/confined_program.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "analysis/listen.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: veza-analyse FILE\n", stderr);
    return 2;
  }
  veza::process::die_with_parent();
  gst_init(nullptr, nullptr);
  veza::library::analysis::keep_only_audio();
  // Only now: making the registry of its elements runs a program.
  if (!veza::process::confine({.cpu_seconds = 60})) {
    std::perror("veza-analyse");
    return 1;
  }
  const auto heard = veza::library::analysis::listen(argv[1]);
  nlohmann::json out = nlohmann::json::object();
  if (heard.bpm) out["bpm"] = *heard.bpm;
  if (!heard.key.empty()) out["key"] = heard.key;
  if (!heard.fingerprint.empty()) out["fingerprint"] = heard.fingerprint;
  std::puts(out.dump().c_str());
  return 0;
}
