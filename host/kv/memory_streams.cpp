#include "kv/memory_streams.h"

#include <chrono>

#include "base/text.h"

namespace veza::kv {
namespace {

std::string id_of(uint64_t number) { return std::to_string(number) + "-0"; }

base::Error no_group(std::string_view stream, std::string_view group) {
  return {base::Code::not_found, "stream " + std::string(stream) + " has no group " + std::string(group)};
}

}  // namespace

const std::string* MemoryStreams::Stream::find(uint64_t number) const {
  const uint64_t first = last - messages.size() + 1;
  return number >= first && number <= last ? &messages[number - first] : nullptr;
}

MemoryStreams::Group* MemoryStreams::find_group(ByName& streams, std::string_view stream, std::string_view group) {
  const auto found = streams.find(stream);
  if (found == streams.end()) return nullptr;
  const auto in = found->second.groups.find(group);
  return in == found->second.groups.end() ? nullptr : &in->second;
}

std::string MemoryStreams::add(std::string_view stream, std::string_view payload, uint64_t max_len) {
  const uint64_t number = streams_.with([&](ByName& streams) {
    Stream& log = streams[std::string(stream)];
    log.messages.emplace_back(payload);
    while (max_len > 0 && log.messages.size() > max_len) log.messages.pop_front();
    return ++log.last;
  });
  added_.notify_all();
  return id_of(number);
}

void MemoryStreams::make_group(std::string_view stream, std::string_view group, StreamFrom from) {
  streams_.with([&](ByName& streams) {
    Stream& log = streams[std::string(stream)];
    log.groups.try_emplace(std::string(group), Group{from == StreamFrom::now ? log.last : 0, {}});
  });
}

std::vector<StreamMessage> MemoryStreams::take_new(Stream& stream, Group& group, uint32_t count, int64_t now_ms) {
  std::vector<StreamMessage> taken;
  group.read_to = std::max(group.read_to, stream.last - stream.messages.size());
  while (taken.size() < count && group.read_to < stream.last) {
    const uint64_t number = ++group.read_to;
    group.pending[number] = now_ms;
    taken.push_back({id_of(number), *stream.find(number)});
  }
  return taken;
}

base::Result<std::vector<StreamMessage>> MemoryStreams::read(std::string_view stream, std::string_view group,
                                                             uint32_t count, int64_t block_ms,
                                                             const std::function<int64_t()>& now_ms) {
  using Answer = base::Result<std::vector<StreamMessage>>;
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(block_ms);
  return streams_.with_lock([&](ByName& streams, std::unique_lock<std::mutex>& lock) -> Answer {
    for (;;) {
      Group* in = find_group(streams, stream, group);
      if (!in) return base::fail(no_group(stream, group));
      auto taken = take_new(streams.find(stream)->second, *in, count, now_ms());
      if (!taken.empty() || added_.wait_until(lock, until) == std::cv_status::timeout) return taken;
    }
  });
}

uint64_t MemoryStreams::ack(std::string_view stream, std::string_view group, std::span<const std::string> ids) {
  return streams_.with([&](ByName& streams) {
    uint64_t acknowledged = 0;
    Group* in = find_group(streams, stream, group);
    for (const auto& id : ids) {
      const std::string_view text = id;
      const auto number = base::to_int(text.substr(0, text.find('-')));
      if (in && number && id_of(static_cast<uint64_t>(*number)) == id) {
        acknowledged += in->pending.erase(static_cast<uint64_t>(*number));
      }
    }
    return acknowledged;
  });
}

base::Result<std::vector<StreamMessage>> MemoryStreams::claim(std::string_view stream, std::string_view group,
                                                              int64_t idle_ms, uint32_t count, int64_t now_ms) {
  using Answer = base::Result<std::vector<StreamMessage>>;
  return streams_.with([&](ByName& streams) -> Answer {
    Group* in = find_group(streams, stream, group);
    if (!in) return base::fail(no_group(stream, group));
    const Stream& log = streams.find(stream)->second;
    std::vector<StreamMessage> claimed;
    for (auto at = in->pending.begin(); at != in->pending.end() && claimed.size() < count;) {
      const std::string* payload = log.find(at->first);
      if (!payload) {
        at = in->pending.erase(at);
        continue;
      }
      if (now_ms - at->second >= idle_ms) {
        at->second = now_ms;
        claimed.push_back({id_of(at->first), *payload});
      }
      ++at;
    }
    return claimed;
  });
}

base::Result<uint64_t> MemoryStreams::pending(std::string_view stream, std::string_view group) const {
  using Answer = base::Result<uint64_t>;
  return streams_.with([&](const ByName& streams) -> Answer {
    const auto found = streams.find(stream);
    if (found != streams.end()) {
      const auto in = found->second.groups.find(group);
      if (in != found->second.groups.end()) return in->second.pending.size();
    }
    return base::fail(no_group(stream, group));
  });
}

}  // namespace veza::kv
