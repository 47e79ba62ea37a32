// A request made by a test, and the answer it got.
#pragma once
#include <algorithm>
#include <list>
#include <map>
#include <optional>

#include "veza/http.hpp"
#include "veza/testing/fake_identity.hpp"

namespace veza::testing {

// {field: content}; a file has a name and a type as well.
struct FormPart {
  std::string name, content;
  std::string filename = {}, content_type = {};
};

struct FakeRequest {
  std::string method = "GET";
  std::string target = {};  // "/api/v1/entries?limit=3"
  std::string body = {};
  std::map<std::string, std::string> headers = {};
  User user = {};  // a guest unless set
  std::string client_ip = "192.0.2.1";
  std::string id = "request-1";
  std::string peer_ip = "192.0.2.1";
  std::string base_url = "https://site.example";
  std::string session = {};  // the id of the user's

  FakeRequest& as(const User& who) { return user = who, *this; }
  FakeRequest& json(const Json& value) {
    body = to_text(value);
    headers["content-type"] = "application/json";
    return *this;
  }
  // Sends the parts as multipart/form-data.
  FakeRequest& form(const std::vector<FormPart>& fields) {
    body.clear();
    for (const auto& field : fields) {
      body += "--boundary\r\nContent-Disposition: form-data; name=\"" + field.name + "\"";
      if (!field.filename.empty()) body += "; filename=\"" + field.filename + "\"";
      if (!field.content_type.empty()) body += "\r\nContent-Type: " + field.content_type;
      body += "\r\n\r\n";
      form_parts.push_back({field.name, field.filename, field.content_type.empty() ? "text/plain" : field.content_type,
                            !field.filename.empty(), body.size(), field.content.size()});
      body += field.content + "\r\n";
    }
    body += "--boundary--\r\n";
    headers["content-type"] = "multipart/form-data; boundary=boundary";
    return *this;
  }

  // Filled by form(), read by the fake host.
  std::vector<Part> form_parts = {};
  std::map<std::string, std::string> params = {};
  std::list<std::string> texts = {};
  std::string path = {};
  std::list<std::shared_ptr<void>> replies = {};  // of inner requests

  static FakeRequest& from(const veza_http_request* request) {
    return *reinterpret_cast<FakeRequest*>(const_cast<veza_http_request*>(request));
  }
};

struct Reply {
  int status = 200;
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;
  bool cut = false;  // a stream that failed: a client would see that the body is not whole

  Json json() const { return Json::parse(body); }
  // "data" of the envelope; throws when the answer has none.
  Json data() const { return json().at("data"); }
  // error.code of the envelope.
  std::string error_code() const { return json().at("error").at("code"); }
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

namespace detail_http {

inline std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return text;
}

inline std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> parts;
  for (size_t begin = 1; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    parts.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// Whether `path` has the shape of `pattern`; fills the parameters.
inline bool match(std::string_view pattern, std::string_view path, std::map<std::string, std::string>& params) {
  const auto want = segments(pattern), have = segments(path);
  params.clear();
  for (size_t i = 0; i < want.size(); ++i) {
    const auto& part = want[i];
    if (part.starts_with('{') && part.ends_with("...}")) {
      std::string rest;
      for (size_t j = i; j < have.size(); ++j) rest += (j > i ? "/" : "") + have[j];
      params[part.substr(1, part.size() - 5)] = rest;
      return i < have.size();
    }
    if (i >= have.size()) return false;
    if (part.starts_with('{')) {
      params[part.substr(1, part.size() - 2)] = have[i];
    } else if (part != have[i]) {
      return false;
    }
  }
  return want.size() == have.size();
}

inline std::string decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

inline std::optional<std::string> query(std::string_view target, std::string_view name) {
  const size_t mark = target.find('?');
  if (mark == target.npos) return std::nullopt;
  for (size_t begin = mark + 1; begin < target.size();) {
    const size_t end = std::min(target.find('&', begin), target.size());
    const auto pair = target.substr(begin, end - begin);
    const size_t equals = std::min(pair.find('='), pair.size());
    if (decode(pair.substr(0, equals)) == name) {
      return decode(equals < pair.size() ? pair.substr(equals + 1) : std::string_view());
    }
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace detail_http
}  // namespace veza::testing
