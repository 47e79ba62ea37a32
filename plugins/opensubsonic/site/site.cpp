#include "site/site.h"

#include <algorithm>

#include "auth/digest.h"
#include "protocol/failure.h"

namespace veza::opensubsonic {
namespace {

constexpr int64_t page = 100;
constexpr int64_t remembered_ms = 15LL * 60 * 1000;

Failure refusal(int status, const std::string& message) {
  switch (status) {
    case 401:
      return {Code::wrong_password, message};
    case 403:
      return {Code::not_allowed, message};
    case 404:
      return {Code::not_found, message};
    case 429:
    case 503:
      return {Code::generic, message, status};
    default:
      return {Code::generic, message};
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += static_cast<char>(c);
    } else {
      out += '%';
      out += "0123456789ABCDEF"[c >> 4];
      out += "0123456789ABCDEF"[c & 15];
    }
  }
  return out;
}

InnerReply Site::call(InnerRequest inner) const {
  // Never the outer request's own principal: a browser's cookie proves nothing here.
  inner.user_id = caller_.credential.user_id;
  if (inner.user_id.empty()) inner.headers.emplace_back("Authorization", "Bearer " + caller_.credential.bearer);
  try {
    return services_.http.call(request_, inner);
  } catch (const Error& error) {
    if (error.status() == VEZA_E_UNAUTHORIZED) throw Failure(Code::wrong_password, "This account is closed.");
    if (error.status() == VEZA_E_LIMITED) throw Failure(Code::generic, "This asks for too much at once.");
    throw;
  }
}

Json Site::checked(const InnerReply& reply) const {
  if (reply.status() == 204) return nullptr;
  Json answer = reply.json();
  if (answer.is_discarded()) throw Failure(Code::generic, "The site gave an answer that could not be read.");
  if (reply.status() < 300) return answer;
  const Json error = answer.value("error", Json::object());
  throw refusal(reply.status(), error.value("message", "The site could not do this."));
}

Json Site::whole(const std::string& target) const { return checked(call({.target = target})); }

Json Site::send(const std::string& method, const std::string& target, const Json& body) const {
  InnerRequest inner{.method = method, .target = target};
  if (!body.is_null()) {
    inner.headers.emplace_back("Content-Type", "application/json");
    inner.body = to_text(body);
  }
  const Json answer = checked(call(std::move(inner)));
  return answer.is_null() ? answer : answer.value("data", Json());
}

Json Site::find(const std::string& target) const {
  const auto reply = call({.target = target});
  if (reply.status() == 404) return nullptr;
  return checked(reply).at("data");
}

Json Site::slice(const std::string& target, int64_t offset, int64_t count) const {
  const auto place = [&](int64_t at) {
    return "cursor/" + caller_.user_id + "/" + sha256_hex(target) + "/" + std::to_string(at);
  };
  Json out = Json::array();
  int64_t at = 0;
  std::string cursor;
  if (offset > 0) {
    if (const auto known = services_.kv.get(place(offset))) {
      at = offset;
      cursor = *known;
    }
  }
  const int64_t end = offset + count;
  while (at < end) {
    // A page that ends at `offset`, and one at the end.
    const int64_t wanted = std::min(page, (at < offset ? offset : end) - at);
    const Json answer =
        whole(target + "&per_page=" + std::to_string(wanted) + (cursor.empty() ? "" : "&cursor=" + escaped(cursor)));
    const Json& data = answer.at("data");
    if (at >= offset) {
      for (const auto& each : data) out.push_back(each);
    }
    // What the caller may not see is left out of a page: by the page, not by its items, a list is gone through.
    at += wanted;
    const Json next = answer.at("meta").value("next_cursor", Json());
    cursor = next.is_string() ? next.get<std::string>() : "";
    if (cursor.empty()) break;
  }
  if (at >= end && count > 0 && !cursor.empty()) services_.kv.set(place(end), cursor, remembered_ms);
  return out;
}

Json Site::all(const std::string& target, int64_t most) const {
  Json out = Json::array();
  std::string cursor;
  while (static_cast<int64_t>(out.size()) < most) {
    const Json answer =
        whole(target + "&per_page=" + std::to_string(page) + (cursor.empty() ? "" : "&cursor=" + escaped(cursor)));
    for (const auto& each : answer.at("data")) out.push_back(each);
    const Json next = answer.at("meta").value("next_cursor", Json());
    if (!next.is_string()) break;
    cursor = next.get<std::string>();
  }
  return out;
}

void Site::require(std::string_view permission) const {
  if (caller_.can(permission)) return;
  throw Failure(Code::not_allowed,
                "Your account may not do this (it takes the permission " + std::string(permission) + ").");
}

}  // namespace veza::opensubsonic
