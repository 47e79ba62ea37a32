#include "playlists/shares.h"

#include <Poco/SHA2Engine.h>
#include <sys/random.h>

#include <veza/error.hpp>

#include "playlists/playlists.h"

namespace veza::library {
namespace {

constexpr std::string_view columns = "id, playlist_id, role, created_at, expires_at, uses, last_used_at";

Share read(const Row& row) {
  Share out;
  out.id = row.text(0);
  out.playlist_id = row.text(1);
  if (!row.is_null(2)) out.role = collaborator_role_named(row.view(2)).value_or(CollaboratorRole::none);
  out.created_at = row.integer(3);
  out.expires_at = row.maybe_integer(4);
  out.uses = row.integer(5);
  out.last_used_at = row.maybe_integer(6);
  return out;
}

}  // namespace

std::string new_share_token() {
  unsigned char bytes[32];
  if (getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
    throw Error(VEZA_E_INTERNAL, "the system gave no random bytes");
  }
  // 256 bits; the last character carries four of them.
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  const auto put = [&](uint32_t six) {
    out += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[six & 63];
  };
  for (const unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) put(bits >> (count - 6));
  }
  put(bits << (6 - count));
  return out;
}

std::string share_token_hash(std::string_view token) {
  Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
  engine.update(token.data(), token.size());
  return Poco::DigestEngine::digestToHex(engine.digest());
}

std::optional<Share> Shares::find(std::string_view token, int64_t now) const {
  std::optional<Share> out;
  if (token.size() != 43) return out;
  db_.query("SELECT " + std::string(columns) +
                " FROM library_playlist_shares WHERE token_hash = $1 AND (expires_at IS NULL OR expires_at > $2)",
            {share_token_hash(token), now}, [&](const Row& row) { out = read(row); });
  return out;
}

std::vector<Share> Shares::of(std::string_view playlist_id) const {
  std::vector<Share> out;
  db_.query(
      "SELECT " + std::string(columns) + " FROM library_playlist_shares WHERE playlist_id = $1 ORDER BY created_at, id",
      {playlist_id}, [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

bool Shares::insert(const Tx& tx, const Share& share, std::string_view token) {
  tx.execute("DELETE FROM library_playlist_shares WHERE playlist_id = $1 AND expires_at <= $2",
             {share.playlist_id, share.created_at});
  int64_t count = 0;
  tx.query("SELECT COUNT(*) FROM library_playlist_shares WHERE playlist_id = $1", {share.playlist_id},
           [&](const Row& row) { count = row.integer(0); });
  if (count >= most_shares) return false;
  const auto role = share.role == CollaboratorRole::none ? std::optional<std::string>()
                                                         : std::string(collaborator_role_name(share.role));
  tx.execute(
      "INSERT INTO library_playlist_shares (id, playlist_id, token_hash, role, created_at, expires_at) "
      "VALUES ($1,$2,$3,$4,$5,$6)",
      {share.id, share.playlist_id, share_token_hash(token), role, share.created_at, share.expires_at});
  return true;
}

bool Shares::remove(const Tx& tx, std::string_view playlist_id, std::string_view share_id) {
  return tx.execute("DELETE FROM library_playlist_shares WHERE playlist_id = $1 AND id = $2", {playlist_id, share_id}) >
         0;
}

bool Shares::holds(const Tx& tx, std::string_view share_id, int64_t now) {
  bool out = false;
  tx.query(
      "SELECT 1 FROM library_playlist_shares WHERE id = $1 AND role IS NOT NULL AND (expires_at IS NULL OR expires_at "
      "> "
      "$2)",
      {share_id, now}, [&](const Row&) { out = true; });
  return out;
}

void Shares::count_use(const Tx& tx, std::string_view share_id, int64_t now) {
  tx.execute("UPDATE library_playlist_shares SET uses = uses + 1, last_used_at = $2 WHERE id = $1", {share_id, now});
}

}  // namespace veza::library
