#include "plugins/last_error.h"

#include <array>

namespace veza::plugins {
namespace {

using base::Code;

constexpr std::array<std::pair<Code, veza_status>, 11> pairs = {{
    {Code::invalid, VEZA_E_INVALID},
    {Code::unauthorized, VEZA_E_UNAUTHORIZED},
    {Code::forbidden, VEZA_E_FORBIDDEN},
    {Code::not_found, VEZA_E_NOT_FOUND},
    {Code::conflict, VEZA_E_CONFLICT},
    {Code::too_large, VEZA_E_TOO_LARGE},
    {Code::unsupported, VEZA_E_UNSUPPORTED},
    {Code::limited, VEZA_E_LIMITED},
    {Code::unavailable, VEZA_E_UNAVAILABLE},
    {Code::cancelled, VEZA_E_CANCELLED},
    {Code::internal, VEZA_E_INTERNAL},
}};

constexpr size_t max_sentence = 2000;

std::string& sentence_of_thread() {
  thread_local std::string sentence;
  return sentence;
}

}  // namespace

const std::string& last_error() { return sentence_of_thread(); }

void set_last_error(std::string_view sentence) { sentence_of_thread().assign(sentence.substr(0, max_sentence)); }

void clear_last_error() { sentence_of_thread().clear(); }

veza_status to_status(Code code) {
  for (const auto& [ours, theirs] : pairs) {
    if (ours == code) return theirs;
  }
  return VEZA_E_INTERNAL;
}

Code to_code(veza_status status) {
  for (const auto& [ours, theirs] : pairs) {
    if (theirs == status) return ours;
  }
  return Code::internal;
}

veza_status refuse(Code code, std::string_view sentence) {
  set_last_error(sentence);
  return to_status(code);
}

veza_status refuse(const base::Error& error) { return refuse(error.code, error.message); }

veza_status from(const base::Status& status) { return status ? VEZA_OK : refuse(status.error()); }

base::Error callback_error(veza_status status) {
  return {to_code(status), last_error().empty() ? std::string("the plugin gave no reason") : last_error()};
}

}  // namespace veza::plugins
