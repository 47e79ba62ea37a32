// Mails that wait to be sent, in table mail_letters: a job names the row, so that what a mail says (its link is a key
// to an account) stands in no job's payload, is sealed, and is gone once it is sent, or once its reader's account is
// erased.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/sealed.h"
#include "data/database.h"
#include "data/migrations.h"
#include "mail/message.h"

namespace veza::mail {

// Component "mail".
data::Component migrations();

// The message goes into a row of its own; returns its id. Errors: those of check().
base::Result<std::string> store_letter(data::Transaction& tx, const base::Seal& seal, const Message& message,
                                       int64_t now_ms);
// Nothing when it was sent or has been given up. Errors: those of Seal::open().
base::Result<std::optional<Message>> find_letter(data::Session& session, const base::Seal& seal, std::string_view id);
base::Status remove_letter(data::Transaction& tx, std::string_view id);
// All that are about this user: their jobs find nothing to send.
base::Status remove_letters_of(data::Transaction& tx, std::string_view user_id);
// Those stored before `before_ms`, whose jobs have ended in whatever way.
base::Status prune_letters(data::Transaction& tx, int64_t before_ms);

}  // namespace veza::mail
