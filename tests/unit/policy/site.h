// A folder of scripts and an engine over it, for one test.
#pragma once
#include <string>
#include <string_view>

#include "policy/engine.h"

namespace veza::policy::test {

class Site {
 public:
  explicit Site(EngineConfig config = {});
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // Writes hooks/<name>.lua or, with a slash, any file below the folder.
  void write(const std::string& name, std::string_view text) const;
  void remove(const std::string& name) const;
  // Writes one script that runs `body` for test.hook, and loads it.
  void run_is(std::string_view body);
  // reload(), which must succeed.
  Loaded load();
  // Asks test.hook, which must be answered; deny is what its failures mean.
  Decision ask(const base::Json& input = base::Json::object(), const Replay& replay = {});

  Engine& engine() { return *engine_; }
  const std::string& dir() const { return dir_; }

 private:
  std::string dir_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace veza::policy::test
