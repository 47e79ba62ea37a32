// Personal access tokens as anybody may send them: any bytes are answered with a hash or a no, and only what has the
// form and the checksum gets a hash.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "identity/personal_token.h"

using namespace veza::identity;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const auto hash = personal_token_hash(input);
  if (hash && (input.size() != personal_token_chars || !input.starts_with(personal_token_prefix))) std::abort();
  // The same bytes where the form is right, which mutations would seldom hit.
  std::string token = make_personal_token();
  for (size_t i = 0; i < size && i + 4 < token.size(); ++i) token[i + 4] = static_cast<char>(token[i + 4] ^ data[i]);
  (void)personal_token_hash(token);
  return 0;
}
