// Who keeps data of people, and how each part gives it out and takes it away. Plugins register through veza.privacy/1;
// the host's own parts the same way.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/guarded.h"
#include "data/database.h"

namespace veza::privacy {

// Where an exporter puts what it has. Names are relative, "tracks.json", "files/song.flac": at most 200 bytes, no "..",
// no empty part, no control characters. Errors: invalid (the name, JSON that is none, a name twice), cancelled (the job
// is told to stop: pass it on), and the stores'.
class ExportSink {
 public:
  virtual ~ExportSink() = default;
  virtual base::Status json(std::string_view name, std::string_view text) = 0;
  virtual base::Status blob(std::string_view name, std::string_view key) = 0;
};

struct Handler {
  std::string owner = {};  // "library", or "identity" for a part of the host
  // Writes what the user's is. [thread of a job]
  std::function<base::Status(std::string_view user_id, ExportSink& sink)> write = {};
  // Removes it, or what makes it theirs. Called in transactions of its own until it returns false (nothing more is
  // there); bears being called for somebody who has nothing. [inside a write body]
  std::function<base::Result<bool>(data::Transaction& tx, std::string_view user_id)> erase = {};
};

// Any thread.
class Registry {
 public:
  // conflict: the owner has registered already.
  base::Status add(Handler handler);
  // Waits for a call under way; false when it still runs after `wait_ms`.
  bool remove(const std::string& owner, int64_t wait_ms);

  bool has(const std::string& owner) const;
  // Sorted.
  std::vector<std::string> owners() const;
  // not_found when the owner went meanwhile.
  base::Status write(const std::string& owner, std::string_view user_id, ExportSink& sink) const;
  base::Result<bool> erase(const std::string& owner, data::Transaction& tx, std::string_view user_id) const;

 private:
  struct Entry {
    Handler handler;
    mutable std::shared_timed_mutex running;
    bool gone = false;
  };
  std::shared_ptr<Entry> find(const std::string& owner) const;

  base::Guarded<std::map<std::string, std::shared_ptr<Entry>>> entries_;
};

}  // namespace veza::privacy
