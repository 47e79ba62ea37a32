// veza.secrets/1 without secrecy: the sealed text names its context and hides the plaintext from a careless glance
// only.
#pragma once
#include "veza/secrets.hpp"
#include "veza/testing/fake_error.hpp"

namespace veza::testing {

class FakeSecrets {
 public:
  FakeSecrets() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.seal = [](void* ctx, veza_str plaintext, veza_str context, veza_sink sealed) noexcept {
      return contained([&]() -> veza_status {
        const auto& fake = *static_cast<FakeSecrets*>(ctx);
        sealed.put(sealed.self, detail::abi(fake.begin(detail::copy(context), fake.key) + turned(plaintext)));
        return VEZA_OK;
      });
    };
    table_.open = [](void* ctx, veza_str sealed, veza_str context, veza_sink plaintext) noexcept {
      return contained([&]() -> veza_status {
        const auto& fake = *static_cast<FakeSecrets*>(ctx);
        const std::string_view text = detail::view(sealed);
        for (int each = 1; each <= fake.key; ++each) {
          const std::string beginning = fake.begin(detail::copy(context), each);
          if (!text.starts_with(beginning)) continue;
          plaintext.put(plaintext.self, detail::abi(turned(detail::abi(text.substr(beginning.size())))));
          return VEZA_OK;
        }
        return fail(VEZA_E_INVALID, "the sealed secret was changed, or belongs to something else");
      });
    };
    table_.outdated = [](void* ctx, veza_str sealed) noexcept -> int32_t {
      const auto& fake = *static_cast<FakeSecrets*>(ctx);
      return !detail::view(sealed).starts_with("k" + std::to_string(fake.key) + ":");
    };
  }
  const veza_secrets_v1* table() const { return &table_; }

  int key = 1;  // raise it to make what was sealed before outdated

 private:
  static std::string begin(const std::string& context, int serial) {
    return "k" + std::to_string(serial) + ":" + context + "|";
  }
  static std::string turned(veza_str text) {
    std::string out = detail::copy(text);
    for (char& c : out) c = static_cast<char>(c ^ 1);
    return out;
  }
  veza_secrets_v1 table_{};
};

}  // namespace veza::testing
