#include "identity/find_users.h"

#include "identity/names.h"

namespace veza::identity {

base::Result<std::vector<base::Json>> find_users_named(data::Session& session, std::string_view text, size_t limit) {
  std::vector<base::Json> users;
  std::string pattern;
  for (const char c : username_key(text)) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  if (pattern.empty()) return users;
  auto done = session.query(
      "SELECT id, username, role FROM identity_users WHERE username_key LIKE $1 ESCAPE '\\' AND NOT EXISTS (SELECT 1 "
      "FROM privacy_erasures WHERE privacy_erasures.user_id = identity_users.id) ORDER BY username_key LIMIT $2",
      {pattern + "%", static_cast<int64_t>(limit)}, [&](const data::RowView& row) -> base::Status {
        users.push_back({{"id", row[0].string()}, {"username", row[1].string()}, {"role", row[2].string()}});
        return {};
      });
  if (!done) return base::fail_while("looking for accounts", done.error());
  return users;
}

}  // namespace veza::identity
