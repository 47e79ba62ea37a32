#include "blobs/sigv4.h"

#include <algorithm>
#include <ctime>

#include "base/crypto.h"
#include "base/text.h"

namespace veza::blobs::sigv4 {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

std::string_view bytes_of(const std::array<unsigned char, 32>& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Pairs sorted_headers(const Request& request) {
  Pairs headers = request.headers;
  std::stable_sort(headers.begin(), headers.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return headers;
}

std::string signed_headers(const Request& request) {
  std::string names;
  for (const auto& [name, value] : sorted_headers(request)) names += (names.empty() ? "" : ";") + name;
  return names;
}

// Runs of spaces become one.
std::string squeezed(std::string_view value) {
  std::string out;
  for (const char c : base::trim(value)) {
    if (c != ' ' || out.back() != ' ') out.push_back(c);
  }
  return out;
}

std::string scope_text(std::string_view time, const Scope& scope) {
  return std::string(time.substr(0, 8)) + "/" + scope.region + "/" + scope.service + "/aws4_request";
}

std::string signature(const Request& request, const Credentials& credentials, const Scope& scope,
                      std::string_view time) {
  const std::string to_sign = std::string(algorithm) + "\n" + std::string(time) + "\n" + scope_text(time, scope) +
                              "\n" + base::sha256_hex(canonical_request(request));
  const auto key = signing_key(credentials.secret_key, time.substr(0, 8), scope);
  const auto mac = base::hmac_sha256(bytes_of(key), to_sign);
  return base::hex(mac.data(), mac.size());
}

}  // namespace

std::string encode_path(std::string_view path) {
  std::string out;
  for (const std::string_view segment : base::split(path, '/')) {
    out += base::percent_encode(segment) + "/";
  }
  out.pop_back();
  return out;
}

std::string canonical_query(const Pairs& query) {
  Pairs encoded;
  for (const auto& [name, value] : query) {
    encoded.emplace_back(base::percent_encode(name), base::percent_encode(value));
  }
  std::sort(encoded.begin(), encoded.end());
  std::string out;
  for (const auto& [name, value] : encoded) out += (out.empty() ? "" : "&") + name + "=" + value;
  return out;
}

std::string canonical_request(const Request& request) {
  std::string text = request.method + "\n" + request.path + "\n" + canonical_query(request.query) + "\n";
  for (const auto& [name, value] : sorted_headers(request)) text += name + ":" + squeezed(value) + "\n";
  return text + "\n" + signed_headers(request) + "\n" + request.payload_hash;
}

std::string timestamp(int64_t epoch_ms) {
  const std::time_t seconds = epoch_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts)};
}

std::array<unsigned char, 32> signing_key(std::string_view secret_key, std::string_view date, const Scope& scope) {
  auto key = base::hmac_sha256("AWS4" + std::string(secret_key), date);
  for (const std::string_view part :
       {std::string_view(scope.region), std::string_view(scope.service), std::string_view("aws4_request")}) {
    key = base::hmac_sha256(bytes_of(key), part);
  }
  return key;
}

std::string authorization(const Request& request, const Credentials& credentials, const Scope& scope,
                          std::string_view time) {
  return std::string(algorithm) + " Credential=" + credentials.access_key + "/" + scope_text(time, scope) +
         ",SignedHeaders=" + signed_headers(request) + ",Signature=" + signature(request, credentials, scope, time);
}

std::string presigned_query(Request request, const Credentials& credentials, const Scope& scope, std::string_view time,
                            int64_t ttl_seconds) {
  request.payload_hash = "UNSIGNED-PAYLOAD";
  request.query.emplace_back("X-Amz-Algorithm", algorithm);
  request.query.emplace_back("X-Amz-Credential", credentials.access_key + "/" + scope_text(time, scope));
  request.query.emplace_back("X-Amz-Date", time);
  request.query.emplace_back("X-Amz-Expires", std::to_string(std::clamp<int64_t>(ttl_seconds, 1, 604'800)));
  if (!credentials.session_token.empty()) {
    request.query.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  request.query.emplace_back("X-Amz-SignedHeaders", signed_headers(request));
  return canonical_query(request.query) + "&X-Amz-Signature=" + signature(request, credentials, scope, time);
}

}  // namespace veza::blobs::sigv4
