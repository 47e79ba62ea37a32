// The sentence that belongs to a failed call across the ABI, kept per thread: veza_host.last_error and set_error.
#pragma once
#include <string>
#include <string_view>

#include "base/error.h"
#include "veza/abi/base.h"

namespace veza::plugins {

// The sentence of this thread's last failure; the reference is valid until the next one.
const std::string& last_error();
void set_last_error(std::string_view sentence);

// Code ⇄ status. A status this SDK does not know counts as internal.
veza_status to_status(base::Code code);
base::Code to_code(veza_status status);

// Keeps the sentence and gives the status.
veza_status refuse(base::Code code, std::string_view sentence);
veza_status refuse(const base::Error& error);
veza_status from(const base::Status& status);

// The failure a plugin's callback returned with, as an error with the sentence it left. Clear the sentence before the
// callback runs (clear_last_error), else an older one would be taken for its own.
base::Error callback_error(veza_status status);
void clear_last_error();

}  // namespace veza::plugins
