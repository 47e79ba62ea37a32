// What every function of a service table does at the border: no exception leaves the host, no bad argument enters it,
// and a plugin that was swept is refused.
#pragma once
#include <string_view>
#include <utility>

#include "plugins/gate.h"
#include "plugins/last_error.h"
#include "veza/abi/base.h"

namespace veza::plugins {

// A text over this is a mistake in the plugin (a length that is not one), not a text. Bodies and blobs may be larger.
constexpr size_t max_text = size_t{256} << 20;

// Whether `text` can be read: a pointer where there is a length, and a length that is one.
inline bool readable(veza_str text, size_t max = max_text) { return text.len <= max && (text.ptr || text.len == 0); }
inline std::string_view view(veza_str text) {
  return text.len ? std::string_view(text.ptr, text.len) : std::string_view();
}
inline veza_str abi(std::string_view text) { return {text.data(), text.size()}; }

// Runs `body` (returns veza_status) inside the gate of calls from the plugin.
template <class Body>
veza_status guarded(Gate& gate, Body&& body) noexcept {
  try {
    const Gate::Visit visit(gate);
    if (!visit) return refuse(base::Code::cancelled, "the plugin was stopped; its services are closed");
    return std::forward<Body>(body)();
  } catch (const std::exception& error) {
    return refuse(base::Code::internal, error.what());
  } catch (...) {
    return refuse(base::Code::internal, "an unknown exception inside the host");
  }
}

// The same for functions that belong to a call the host made itself (a request, a transaction, a job).
template <class Body>
veza_status contained(Body&& body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (const std::exception& error) {
    return refuse(base::Code::internal, error.what());
  } catch (...) {
    return refuse(base::Code::internal, "an unknown exception inside the host");
  }
}

inline veza_status bad_argument(std::string_view function, std::string_view what) {
  return refuse(base::Code::invalid, std::string(function) + ": " + std::string(what));
}

// Calls into the plugin (returns veza_status); an exception that gets out although none may becomes a failure.
template <class Call>
base::Status call_plugin(Call&& call) noexcept {
  try {
    clear_last_error();
    const veza_status status = std::forward<Call>(call)();
    if (status >= 0) return {};
    return base::fail(callback_error(status));
  } catch (const std::exception& error) {
    return base::fail(base::Code::internal, std::string("the plugin let an exception out: ") + error.what());
  } catch (...) {
    return base::fail(base::Code::internal, "the plugin let an exception out that is no std::exception");
  }
}

}  // namespace veza::plugins
