// What makes a good guestbook entry. Plain functions, tested without a host.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace guestbook {

// The message without spaces around it.
std::string_view trimmed(std::string_view message);

// What is wrong with the message, as a sentence for its author; nothing when it is fine.
std::optional<std::string> problem(std::string_view message, size_t max_characters);

}  // namespace guestbook
