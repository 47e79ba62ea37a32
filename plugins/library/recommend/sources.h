// Where recommendations come from: a few bounded reads of what is listed for all, and of the viewer's own.
#pragma once
#include <string>
#include <unordered_set>
#include <vector>

#include <veza/db.hpp>

#include "recommend/ranking.h"
#include "store/track.h"

namespace veza::library {

// Every read takes the rows of one index, at most some hundred, however large the library is. [worker]
class Sources {
 public:
  // `viewer_id` empty: a guest. `salt` chooses where in a long list a read begins.
  Sources(const Db& db, std::string viewer_id, uint64_t salt)
      : db_(db), viewer_id_(std::move(viewer_id)), salt_(salt) {}

  // What goes with `seed`.
  void beside(const Track& seed, std::vector<Suggestion>& out) const;
  // What the artists the viewer follows made.
  void followed(std::vector<Suggestion>& out) const;
  // For whoever nothing is known about.
  void cold_start(std::vector<Suggestion>& out) const;

  // The viewer's last `most` plays.
  std::unordered_set<std::string> last_heard(int64_t most) const;
  // Tracks the viewer likes or has heard of late, the newest first.
  std::vector<std::string> taste(int64_t most) const;

 private:
  // Rows of (track id, artist_key) become candidates, the first the strongest.
  void read(const std::string& sql, std::vector<Param> params, Suggestion candidate,
            std::vector<Suggestion>& out) const;
  void listeners(const Track& seed, std::vector<Suggestion>& out) const;
  void artists(const Track& seed, std::vector<Suggestion>& out) const;
  void words(const Track& seed, std::vector<Suggestion>& out) const;
  void tempo_and_key(const Track& seed, std::vector<Suggestion>& out) const;

  const Db& db_;
  std::string viewer_id_;
  uint64_t salt_;
};

}  // namespace veza::library
