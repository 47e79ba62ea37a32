// veza.outbound/1 without a network: answers the test wrote down, and a list of what was asked.
#pragma once
#include <functional>
#include <map>
#include <mutex>

#include "veza/outbound.hpp"
#include "veza/testing/fake_error.hpp"

namespace veza::testing {

class FakeOutbound {
 public:
  FakeOutbound() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.fetch = [](void* ctx, const veza_outbound_request* request, void* self,
                      void (*take)(void* self, const veza_outbound_answer* answer)) noexcept {
      return contained([&] { return static_cast<FakeOutbound*>(ctx)->fetch(*request, self, take); });
    };
  }
  const void* table() const { return &table_; }

  // The answer to each fetch of that URL.
  std::map<std::string, Fetched> answers;
  // Asked where `answers` has none; it may throw Error. Without it the fetch fails with VEZA_E_UNAVAILABLE.
  std::function<Fetched(const Fetch&)> answer;
  // What the plugin asked for, in order.
  std::vector<Fetch> asked;

 private:
  veza_status fetch(const veza_outbound_request& request, void* self,
                    void (*take)(void* self, const veza_outbound_answer* answer)) {
    Fetch what{.method = detail::copy(request.method),
               .url = detail::copy(request.url),
               .body = detail::copy(request.body),
               .max_bytes = request.max_bytes,
               .timeout_ms = request.timeout_ms,
               .max_redirects = request.max_redirects};
    for (size_t i = 0; i < request.field_count; ++i) {
      what.headers.emplace_back(detail::copy(request.fields[i].name), detail::copy(request.fields[i].value));
    }
    if (what.url.compare(0, 8, "https://") != 0 && what.url.compare(0, 7, "http://") != 0) {
      return fail(VEZA_E_INVALID, "the address must begin with https:// or http://");
    }
    Fetched found;
    {
      const std::lock_guard lock(mutex_);
      asked.push_back(what);
      const auto known = answers.find(what.url);
      if (known != answers.end()) {
        found = known->second;
      } else if (answer) {
        found = answer(what);
      } else {
        return fail(VEZA_E_UNAVAILABLE, "the test wrote no answer for " + what.url);
      }
    }
    if (found.body.size() > what.max_bytes) return fail(VEZA_E_TOO_LARGE, "the answer is too long");
    if (found.url.empty()) found.url = what.url;
    std::vector<veza_outbound_field> fields;
    for (const auto& [name, value] : found.headers) fields.push_back({detail::abi(name), detail::abi(value)});
    const veza_outbound_answer given{.struct_size = sizeof given,
                                     .status = found.status,
                                     .url = detail::abi(found.url),
                                     .body = detail::abi(found.body),
                                     .fields = fields.data(),
                                     .field_count = fields.size()};
    take(self, &given);
    return VEZA_OK;
  }

  std::mutex mutex_;
  veza_outbound_v1 table_{};
};

}  // namespace veza::testing
