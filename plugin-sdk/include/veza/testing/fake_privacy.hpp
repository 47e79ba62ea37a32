// veza.privacy/1: exports and erases when the test says so.
#pragma once
#include <map>

#include "veza/privacy.hpp"
#include "veza/testing/fake_db.hpp"

namespace veza::testing {

class FakePrivacy {
 public:
  // `db` runs the eraser's transactions.
  explicit FakePrivacy(FakeDb& db) : db_(db) {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.register_part = [](void* ctx, veza_privacy_exporter exporter, veza_privacy_eraser eraser,
                              void* self) noexcept {
      auto* privacy = static_cast<FakePrivacy*>(ctx);
      return contained([&]() -> veza_status {
        if (privacy->exporter_) return fail(VEZA_E_CONFLICT, "the plugin has registered already");
        privacy->exporter_ = exporter;
        privacy->eraser_ = eraser;
        privacy->self_ = self;
        return VEZA_OK;
      });
    };
    table_.put_json = [](veza_privacy_export* out, veza_str name, veza_str json) noexcept {
      return contained([&]() -> veza_status {
        reinterpret_cast<Files*>(out)->json[detail::copy(name)] = Json::parse(detail::view(json));
        return VEZA_OK;
      });
    };
    table_.put_blob = [](veza_privacy_export* out, veza_str name, veza_str key) noexcept {
      return contained([&]() -> veza_status {
        reinterpret_cast<Files*>(out)->blobs[detail::copy(name)] = detail::copy(key);
        return VEZA_OK;
      });
    };
  }

  const veza_privacy_v1* table() const { return &table_; }

  struct Files {
    std::map<std::string, Json> json;          // by name
    std::map<std::string, std::string> blobs;  // name → key
  };
  bool registered() const { return exporter_ != nullptr; }
  // What the plugin writes of this user. Throws what it failed with.
  Files export_of(std::string_view user_id) {
    Files files;
    check(exporter_(self_, detail::abi(user_id), reinterpret_cast<veza_privacy_export*>(&files)));
    return files;
  }
  // Calls the eraser until nothing more is there; returns how many transactions that took.
  int erase(std::string_view user_id) {
    for (int calls = 1;; ++calls) {
      struct Call {
        FakePrivacy* privacy;
        veza_str user_id;
        int32_t more;
      } call{this, detail::abi(user_id), 0};
      const auto* table = db_.table();
      check(table->write(
          table->ctx,
          [](void* self, veza_tx* tx) noexcept -> veza_status {
            auto* c = static_cast<Call*>(self);
            c->more = 0;
            return c->privacy->eraser_(c->privacy->self_, tx, c->user_id, &c->more);
          },
          &call));
      if (call.more == 0) return calls;
    }
  }

 private:
  FakeDb& db_;
  veza_privacy_exporter exporter_ = nullptr;
  veza_privacy_eraser eraser_ = nullptr;
  void* self_ = nullptr;
  veza_privacy_v1 table_{};
};

}  // namespace veza::testing
