// The name of a backup is its time: "20261121T101500Z" (ISO 8601 basic form, UTC), so that text order is time order.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace veza::backup {

std::string snapshot_name(int64_t epoch_ms);
// Epoch ms; nothing for a text that is no such name.
std::optional<int64_t> snapshot_time(std::string_view name);

}  // namespace veza::backup
