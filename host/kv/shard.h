// One shard of the memory store: entries by key, the least recently used at the back.
#pragma once
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kv/sliding_window.h"

namespace veza::kv {

struct Entry {
  std::string key;  // with a first byte that tells values from limits
  std::string value;
  std::unique_ptr<SlidingWindow> window;
  int64_t expires_ms = 0;  // 0: never
};

// Not locked; its owner does that.
class Shard {
 public:
  // The entry, now the most recently used; null when there is none, or its time is over.
  Entry* find(std::string_view key, int64_t now_ms);
  // A new entry, `key` not being there. Makes room first: what is expired among the least recently used, then the
  // least recently used itself.
  Entry& add(std::string_view key, size_t capacity, int64_t now_ms);
  bool erase(std::string_view key, int64_t now_ms);
  void sweep(int64_t now_ms);
  size_t size() const { return entries_.size(); }

 private:
  using Position = std::list<Entry>::iterator;
  Position drop(Position at);

  std::list<Entry> entries_;
  std::unordered_map<std::string_view, Position> by_key_;  // keys live in entries_
};

}  // namespace veza::kv
