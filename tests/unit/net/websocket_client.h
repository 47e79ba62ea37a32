// A WebSocket client that can also misbehave: it sends the frames a test composes, byte for byte.
#pragma once
#include "harness.h"

namespace veza::net::test {

struct ReceivedFrame {
  int opcode = -1;  // -1: the connection ended
  std::string payload;

  // Of a close frame; 0 when it carries none.
  int close_code() const;
};

struct FrameOptions {
  bool final = true;
  bool masked = true;
  int reserved = 0;  // three bits
};

std::string client_frame(int opcode, const std::string& payload, const FrameOptions& options = {});
std::string close_payload(int code, const std::string& reason = {});

class WebSocketClient : public Client {
 public:
  // Connects to `path` and completes the handshake.
  WebSocketClient(uint16_t port, const std::string& path = "/");

  WebSocketClient& send_text(const std::string& text);
  ReceivedFrame frame();
  // The next frame that is neither ping nor pong.
  ReceivedFrame message();
};

std::string handshake(const std::string& path, const std::string& fields = {});

}  // namespace veza::net::test
