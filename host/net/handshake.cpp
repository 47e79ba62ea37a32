// The opening handshake of a WebSocket (RFC 6455 section 4.2).
#include <openssl/evp.h>

#include "base/text.h"
#include "net/syntax.h"
#include "net/upgrade.h"
#include "net/websocket.h"

namespace veza::net {

namespace {

bool lists(const Request& request, const std::string& field, std::string_view wanted) {
  for (auto entry = request.headers.find(field); entry != request.headers.end(); ++entry) {
    if (!base::equal_no_case(entry->first, field)) break;
    for (const std::string_view member : base::split(entry->second, ',')) {
      if (base::equal_no_case(trim_ows(member), wanted)) return true;
    }
  }
  return false;
}

// Base64 of exactly 16 bytes: 22 characters and "==".
bool is_key(std::string_view key) {
  const auto in_alphabet = [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '/'; };
  return key.size() == 24 && key.substr(22) == "==" && std::all_of(key.begin(), key.begin() + 22, in_alphabet);
}

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
  unsigned char encoded[64];
  const int length = EVP_EncodeBlock(encoded, digest, static_cast<int>(size));
  return std::string(reinterpret_cast<char*>(encoded), static_cast<size_t>(length));
}

bool same_host(std::string_view origin, std::string_view host) {
  const size_t scheme = origin.find("://");
  return scheme != std::string_view::npos && base::equal_no_case(origin.substr(scheme + 3), host);
}

Response refused(int status, const std::string& sentence) { return Response::text(status, sentence + "\n"); }

}  // namespace

Response upgrade(const Request& request, WebSocketHandlers handlers, UpgradeOptions options) {
  if (request.method != "GET") return refused(405, "A WebSocket is opened with GET.").set("Allow", "GET");
  if (request.http_1_0) return refused(400, "A WebSocket needs HTTP/1.1.");
  if (!lists(request, "Upgrade", "websocket") || !lists(request, "Connection", "upgrade")) {
    return refused(426, "This address speaks WebSocket only.").set("Upgrade", "websocket").set("Connection", "Upgrade");
  }
  if (request.header("Sec-WebSocket-Version") != "13") {
    return refused(426, "The WebSocket version must be 13.").set("Sec-WebSocket-Version", "13");
  }
  const std::string_view key = request.header("Sec-WebSocket-Key");
  if (!is_key(key)) return refused(400, "Sec-WebSocket-Key must be 16 bytes in base64.");
  if (!request.body.empty()) return refused(400, "A WebSocket handshake has no body.");
  if (request.has_header("Origin")) {
    const std::string_view origin = request.header("Origin");
    const bool allowed =
        options.origin_allowed ? options.origin_allowed(origin) : same_host(origin, request.header("Host"));
    if (!allowed) return refused(403, "Pages of this origin may not connect.");
  }
  Response response = Response::empty(101);
  response.set("Upgrade", "websocket").set("Connection", "Upgrade").set("Sec-WebSocket-Accept", accept_key(key));
  if (!options.protocol.empty() && lists(request, "Sec-WebSocket-Protocol", options.protocol)) {
    response.set("Sec-WebSocket-Protocol", options.protocol);
  }
  response.upgrade = std::make_shared<Upgrade>(Upgrade{std::move(handlers), std::move(options.data)});
  return response;
}

}  // namespace veza::net
