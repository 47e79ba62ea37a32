#include "net/frame.h"

namespace veza::net {

std::string encode_frame(uint8_t opcode, std::string_view payload) {
  std::string frame;
  frame.reserve(payload.size() + 10);
  frame.push_back(static_cast<char>(0x80 | opcode));
  const uint64_t size = payload.size();
  int length_bytes = 0;
  if (size < 126) {
    frame.push_back(static_cast<char>(size));
  } else if (size <= 0xffff) {
    frame.push_back(126);
    length_bytes = 2;
  } else {
    frame.push_back(127);
    length_bytes = 8;
  }
  for (int i = length_bytes - 1; i >= 0; --i) frame.push_back(static_cast<char>(size >> (8 * i)));
  frame.append(payload);
  return frame;
}

}  // namespace veza::net
