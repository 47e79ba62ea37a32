// Streams with consumer groups in one process, by the rules of Redis Streams (XADD, XREADGROUP, XAUTOCLAIM).
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "kv/store.h"

namespace veza::kv {

// Arguments were checked. `now_ms` counts idle time; waiting goes by the real clock. [any thread]
class MemoryStreams {
 public:
  std::string add(std::string_view stream, std::string_view payload, uint64_t max_len);
  void make_group(std::string_view stream, std::string_view group, StreamFrom from);
  base::Result<std::vector<StreamMessage>> read(std::string_view stream, std::string_view group, uint32_t count,
                                                int64_t block_ms, const std::function<int64_t()>& now_ms);
  uint64_t ack(std::string_view stream, std::string_view group, std::span<const std::string> ids);
  base::Result<std::vector<StreamMessage>> claim(std::string_view stream, std::string_view group, int64_t idle_ms,
                                                 uint32_t count, int64_t now_ms);
  base::Result<uint64_t> pending(std::string_view stream, std::string_view group) const;

 private:
  struct Group {
    uint64_t read_to = 0;                 // the number of the last message given out
    std::map<uint64_t, int64_t> pending;  // number → when it was last given out
  };
  struct Stream {
    uint64_t last = 0;                 // the number of the newest message ever
    std::deque<std::string> messages;  // the newest of them, up to `last`
    std::map<std::string, Group, std::less<>> groups;
    // Null when the stream no longer keeps it.
    const std::string* find(uint64_t number) const;
  };
  using ByName = std::map<std::string, Stream, std::less<>>;

  static Group* find_group(ByName& streams, std::string_view stream, std::string_view group);
  static std::vector<StreamMessage> take_new(Stream& stream, Group& group, uint32_t count, int64_t now_ms);

  base::Guarded<ByName> streams_;
  std::condition_variable added_;
};

}  // namespace veza::kv
