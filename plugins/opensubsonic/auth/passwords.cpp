#include "auth/passwords.h"

#include <veza/id.hpp>

#include "auth/digest.h"

namespace veza::opensubsonic {
namespace {

constexpr int64_t use_apart_ms = 5LL * 60 * 1000;
constexpr const char* columns = "id, user_id, name, created_at, last_used_at, last_agent";

AppPassword read(const Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3), row.maybe_integer(4), row.maybe_text(5)};
}

std::string context_of(std::string_view user_id, std::string_view id) {
  return "password/" + std::string(user_id) + "/" + std::string(id);
}

}  // namespace

Json to_json(const AppPassword& password) {
  return {{"id", password.id},
          {"name", password.name},
          {"created_at", rfc3339(password.created_at)},
          {"last_used_at", password.last_used_at ? Json(rfc3339(*password.last_used_at)) : Json()},
          {"last_agent", password.last_agent ? Json(*password.last_agent) : Json()}};
}

std::vector<AppPassword> Passwords::of(std::string_view user_id) const {
  std::vector<AppPassword> out;
  db_.query("SELECT " + std::string(columns) +
                " FROM opensubsonic_passwords WHERE user_id = $1 ORDER BY created_at DESC, id DESC",
            {user_id}, [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

bool Passwords::insert(const Tx& tx, const AppPassword& password, std::string_view text) const {
  int64_t count = 0;
  tx.query("SELECT COUNT(*) FROM opensubsonic_passwords WHERE user_id = $1", {password.user_id},
           [&](const Row& row) { count = row.integer(0); });
  if (count >= most) return false;
  tx.execute(
      "INSERT INTO opensubsonic_passwords (id, user_id, name, sealed, hash, created_at) VALUES ($1, $2, $3, $4, $5, "
      "$6)",
      {password.id, password.user_id, password.name, secrets_.seal(text, context_of(password.user_id, password.id)),
       sha256_hex(text), password.created_at});
  return true;
}

bool Passwords::remove(const Tx& tx, std::string_view user_id, std::string_view id) {
  return tx.execute("DELETE FROM opensubsonic_passwords WHERE id = $1 AND user_id = $2", {id, user_id}) > 0;
}

void Passwords::remove_of(const Tx& tx, std::string_view user_id) {
  tx.execute("DELETE FROM opensubsonic_passwords WHERE user_id = $1", {user_id});
}

std::optional<AppPassword> Passwords::find(std::string_view text) const {
  std::optional<AppPassword> found;
  db_.query("SELECT " + std::string(columns) + " FROM opensubsonic_passwords WHERE hash = $1", {sha256_hex(text)},
            [&](const Row& row) { found = read(row); });
  return found;
}

std::vector<Passwords::Sealed> Passwords::sealed_of(std::string_view user_id) const {
  std::vector<Sealed> out;
  db_.query("SELECT " + std::string(columns) + ", sealed FROM opensubsonic_passwords WHERE user_id = $1", {user_id},
            [&](const Row& row) {
              out.push_back({read(row), row.text(6)});
            });
  return out;
}

std::optional<std::string> Passwords::open(const AppPassword& password, const std::string& sealed) const {
  try {
    return secrets_.open(sealed, context_of(password.user_id, password.id));
  } catch (const Error&) {
    return std::nullopt;
  }
}

void Passwords::used(const AppPassword& password, std::string_view agent, int64_t now) const {
  const bool same_agent = password.last_agent && *password.last_agent == agent;
  if (password.last_used_at && now - *password.last_used_at < use_apart_ms && same_agent) return;
  db_.write([&](const Tx& tx) {
    tx.execute("UPDATE opensubsonic_passwords SET last_used_at = $1, last_agent = $2 WHERE id = $3",
               {now, agent, password.id});
  });
}

}  // namespace veza::opensubsonic
