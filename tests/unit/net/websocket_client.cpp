#include "websocket_client.h"

#include <boost/test/unit_test.hpp>

namespace veza::net::test {

namespace {

std::string big_endian(uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i)));
  return out;
}

}  // namespace

int ReceivedFrame::close_code() const {
  if (payload.size() < 2) return 0;
  return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
}

std::string client_frame(int opcode, const std::string& payload, const FrameOptions& options) {
  std::string frame(1, static_cast<char>((options.final ? 0x80 : 0) | options.reserved << 4 | opcode));
  const int mask_bit = options.masked ? 0x80 : 0;
  const size_t size = payload.size();
  if (size < 126) {
    frame.push_back(static_cast<char>(mask_bit | static_cast<int>(size)));
  } else if (size <= 0xffff) {
    frame.push_back(static_cast<char>(mask_bit | 126));
    frame += big_endian(size, 2);
  } else {
    frame.push_back(static_cast<char>(mask_bit | 127));
    frame += big_endian(size, 8);
  }
  if (!options.masked) return frame + payload;
  const std::string mask = "\x12\x34\x56\x78";
  frame += mask;
  for (size_t i = 0; i < size; ++i) frame.push_back(static_cast<char>(payload[i] ^ mask[i % 4]));
  return frame;
}

std::string close_payload(int code, const std::string& reason) {
  return big_endian(static_cast<uint64_t>(code), 2) + reason;
}

std::string handshake(const std::string& path, const std::string& fields) {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + fields + "\r\n";
}

WebSocketClient::WebSocketClient(uint16_t port, const std::string& path) : Client(port) {
  send(handshake(path));
  const Answer accepted = answer();
  BOOST_REQUIRE_EQUAL(accepted.status, 101);
  // The example of RFC 6455 section 1.3.
  BOOST_REQUIRE_EQUAL(accepted.field("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

WebSocketClient& WebSocketClient::send_text(const std::string& text) {
  send(client_frame(1, text));
  return *this;
}

ReceivedFrame WebSocketClient::frame() {
  const std::string head = read(2);
  if (head.size() < 2) return {};
  uint64_t size = static_cast<unsigned char>(head[1]);
  if (size >= 126) {
    const std::string extended = read(size == 126 ? 2 : 8);
    size = 0;
    for (const char c : extended) size = size << 8 | static_cast<unsigned char>(c);
  }
  ReceivedFrame frame{head[0] & 0x0f, read(size)};
  if (frame.payload.size() != size) return {};
  return frame;
}

ReceivedFrame WebSocketClient::message() {
  for (;;) {
    ReceivedFrame next = frame();
    if (next.opcode != 9 && next.opcode != 10) return next;
  }
}

}  // namespace veza::net::test
