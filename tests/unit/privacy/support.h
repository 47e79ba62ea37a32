// A Privacy over a database, blobs and a queue of its own, with parts the test makes.
#pragma once
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <thread>

#include "../../support/database.h"
#include "privacy/privacy.h"

namespace veza::privacy::test {

template <class Done>
bool eventually(Done&& done) {
  for (int i = 0; i < 6'000; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

class World {
 public:
  World();
  ~World();

  // A part that keeps notes in table `notes_<owner>`; `per_call` notes go in one transaction.
  Handler part(const std::string& owner, int per_call = 100);
  void note(const std::string& owner, const std::string& user, const std::string& text);
  int64_t notes(const std::string& owner, const std::string& user);

  // The Privacy with these parts, its jobs running. Made again: as after a restart.
  void open(std::vector<Handler> parts, Config config = {});
  void close();

  Privacy& privacy() { return *privacy_; }
  data::Database& db() { return *db_; }
  blobs::Store& blobs() { return *blobs_; }
  void pass(int64_t ms) {
    now_ += ms;
    if (queue_) queue_->wake();
  }
  std::string ask_export(const std::string& user);
  ExportState wait_for_export(const std::string& user);
  void ask_erasure(const std::string& user, std::optional<int64_t> delay_ms = 0);
  std::string erasure_state(const std::string& user);
  // The names and contents of the files in a zip.
  std::map<std::string, std::string> unzip(const std::string& bytes);

 private:
  std::filesystem::path folder_;
  std::atomic<int64_t> now_{1'700'000'000'000};
  std::unique_ptr<data::TestDatabase> place_;
  std::unique_ptr<data::Database> db_;
  std::unique_ptr<blobs::Store> blobs_;
  base::Seal seal_;
  observe::Audit audit_{[this] { return now_.load(); }};
  std::unique_ptr<jobs::Queue> queue_;
  std::unique_ptr<Privacy> privacy_;
};

}  // namespace veza::privacy::test
