#include "site/agent.h"

#include "protocol/utf8.h"

namespace veza::opensubsonic {

std::string line_of(std::string_view text, size_t most) {
  std::string out = xml_text(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  out.erase(0, std::min(out.find_first_not_of(' '), out.size()));
  if (out.size() > most) {
    size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
    out.resize(end);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace veza::opensubsonic
