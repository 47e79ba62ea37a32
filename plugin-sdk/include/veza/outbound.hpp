// veza.outbound/1: the one way out. [worker] Since SDK 1.2.
//
//     const auto answer = outbound_.fetch({.url = feed, .max_bytes = 1 << 20});
//     if (answer.status == 200) parse(answer.body);
#pragma once
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "veza/abi/outbound.h"
#include "veza/host.hpp"

namespace veza {

struct Fetch {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  uint64_t max_bytes = uint64_t{1} << 20;  // of the answer's body; more throws VEZA_E_TOO_LARGE
  int64_t timeout_ms = 10'000;             // everything from the look-up to the last byte
  uint32_t max_redirects = 3;              // 0: a redirect is an answer like any other
};

struct Fetched {
  int status = 0;
  std::string url = {};  // of the last redirect
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};  // as it came, never decompressed

  // The first of that name (lower case); empty when there is none.
  std::string_view header(std::string_view name) const {
    for (const auto& [each, value] : headers) {
      if (each == name) return value;
    }
    return {};
  }
};

class Outbound : detail::Service<veza_outbound_v1> {
 public:
  explicit Outbound(const Host& host) : Service(host, VEZA_OUTBOUND_V1) {}

  // Any status is an answer. Throws Error, see veza_outbound_v1::fetch; its sentence has neither path nor query.
  Fetched fetch(const Fetch& what) const {
    std::vector<veza_outbound_field> fields;
    fields.reserve(what.headers.size());
    for (const auto& [name, value] : what.headers) fields.push_back({detail::abi(name), detail::abi(value)});
    const veza_outbound_request request{.struct_size = sizeof request,
                                        .max_redirects = what.max_redirects,
                                        .method = detail::abi(what.method),
                                        .url = detail::abi(what.url),
                                        .body = detail::abi(what.body),
                                        .fields = fields.data(),
                                        .field_count = fields.size(),
                                        .max_bytes = what.max_bytes,
                                        .timeout_ms = what.timeout_ms};
    Taken taken;
    const veza_status status = table_->fetch(table_->ctx, &request, &taken, &Taken::take);
    if (taken.no_memory) throw std::bad_alloc();
    check(status);
    return std::move(taken.fetched);
  }

 private:
  struct Taken {
    Fetched fetched;
    bool no_memory = false;

    static void take(void* self, const veza_outbound_answer* answer) noexcept {
      auto& taken = *static_cast<Taken*>(self);
      try {
        taken.fetched.status = answer->status;
        taken.fetched.url = detail::copy(answer->url);
        taken.fetched.body = detail::copy(answer->body);
        for (size_t i = 0; i < answer->field_count; ++i) {
          taken.fetched.headers.emplace_back(detail::copy(answer->fields[i].name),
                                             detail::copy(answer->fields[i].value));
        }
      } catch (...) {
        taken.no_memory = true;
      }
    }
  };
};

}  // namespace veza
