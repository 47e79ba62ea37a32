#include "mail/letters.h"

#include "base/id.h"
#include "base/json.h"

namespace veza::mail {
namespace {

constexpr const char* letters = R"sql(
CREATE TABLE mail_letters (
  id TEXT PRIMARY KEY,
  message TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX mail_letters_created ON mail_letters (created_at);
)sql";

constexpr const char* owners = R"sql(
ALTER TABLE mail_letters ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
CREATE INDEX mail_letters_user ON mail_letters (user_id);
)sql";

std::string context_of(std::string_view id) { return "mail/" + std::string(id); }

}  // namespace

data::Component migrations() { return {"mail", {{1, "letters", letters}, {2, "owners", owners}}}; }

base::Result<std::string> store_letter(data::Transaction& tx, const base::Seal& seal, const Message& message,
                                       int64_t now_ms) {
  if (auto sound = check(message); !sound) return base::fail(sound.error());
  std::string id = base::new_id();
  const std::string text = base::to_text({{"to", message.to},
                                          {"subject", message.subject},
                                          {"text", message.text},
                                          {"html", message.html},
                                          {"kind", message.kind},
                                          {"expires_at", message.expires_at}});
  auto done = tx.execute("INSERT INTO mail_letters (id, message, created_at, user_id) VALUES ($1, $2, $3, $4)",
                         {id, seal.seal(text, context_of(id)), now_ms, message.user_id});
  if (!done) return base::fail_while("storing a mail", done.error());
  return id;
}

base::Result<std::optional<Message>> find_letter(data::Session& session, const base::Seal& seal, std::string_view id) {
  auto row = session.row("SELECT message FROM mail_letters WHERE id = $1", {id});
  if (!row) return base::fail_while("reading a mail", row.error());
  if (!*row) return std::optional<Message>{};
  const auto text = seal.open((**row)[0].text(), context_of(id));
  if (!text) return base::fail_while("opening a stored mail", text.error());
  const auto json = base::parse_json(*text);
  if (!json || !json->is_object()) return base::fail(base::Code::invalid, "a stored mail cannot be read");
  return Message{json->value("to", ""),   json->value("subject", ""), json->value("text", ""),
                 json->value("html", ""), json->value("kind", ""),    json->value("expires_at", int64_t{0})};
}

base::Status remove_letter(data::Transaction& tx, std::string_view id) {
  if (auto done = tx.execute("DELETE FROM mail_letters WHERE id = $1", {id}); !done)
    return base::fail_while("removing a mail", done.error());
  return {};
}

base::Status remove_letters_of(data::Transaction& tx, std::string_view user_id) {
  if (user_id.empty()) return {};
  if (auto done = tx.execute("DELETE FROM mail_letters WHERE user_id = $1", {user_id}); !done)
    return base::fail_while("removing the mails of an account", done.error());
  return {};
}

base::Status prune_letters(data::Transaction& tx, int64_t before_ms) {
  if (auto done = tx.execute("DELETE FROM mail_letters WHERE created_at < $1", {before_ms}); !done)
    return base::fail_while("removing old mails", done.error());
  return {};
}

}  // namespace veza::mail
