// WebSocket frames as a server sends them (RFC 6455 section 5.2): final, unmasked.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace veza::net {

std::string encode_frame(uint8_t opcode, std::string_view payload);

}  // namespace veza::net
