// The passwords people make for their apps, in the database. No rule of the protocol is here.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>
#include <veza/json.hpp>
#include <veza/secrets.hpp>

namespace veza::opensubsonic {

struct AppPassword {
  std::string id, user_id, name;
  int64_t created_at = 0;
  std::optional<int64_t> last_used_at;
  std::optional<std::string> last_agent;
};

// {id, name, created_at, last_used_at, last_agent}
Json to_json(const AppPassword& password);

class Passwords {
 public:
  static constexpr int64_t most = 50;  // of one account
  static constexpr size_t longest_name = 60;

  Passwords(const Db& db, const Secrets& secrets) : db_(db), secrets_(secrets) {}

  // The newest first. [worker]
  std::vector<AppPassword> of(std::string_view user_id) const;

  // False when the account has `most` already.
  bool insert(const Tx& tx, const AppPassword& password, std::string_view text) const;
  // False when the account has no such one.
  static bool remove(const Tx& tx, std::string_view user_id, std::string_view id);
  static void remove_of(const Tx& tx, std::string_view user_id);

  // The one with this text, whoever's. [worker]
  std::optional<AppPassword> find(std::string_view text) const;
  // The one of the account that `matches` says is meant by its text; all are tried. [worker]
  template <class Matches>
  std::optional<AppPassword> find_of(std::string_view user_id, const Matches& matches) const {
    std::optional<AppPassword> found;
    for (const auto& [password, sealed] : sealed_of(user_id)) {
      const auto text = open(password, sealed);
      if (text && matches(*text)) found = password;
    }
    return found;
  }

  // Writes down that it was used now, every few minutes at most.
  void used(const AppPassword& password, std::string_view agent, int64_t now_ms) const;

 private:
  struct Sealed {
    AppPassword password;
    std::string text;
  };
  std::vector<Sealed> sealed_of(std::string_view user_id) const;
  // Nothing when it was sealed with a key that is gone.
  std::optional<std::string> open(const AppPassword& password, const std::string& sealed) const;

  const Db& db_;
  const Secrets& secrets_;
};

}  // namespace veza::opensubsonic
