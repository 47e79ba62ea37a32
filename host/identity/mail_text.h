// The look of the site's mails: the same words as plain text and as HTML, one link, nothing from elsewhere.
#pragma once
#include <string>
#include <vector>

#include "mail/message.h"

namespace veza::identity {

struct MailText {
  std::string subject;
  std::string greeting;                 // "Hello Ann,"
  std::vector<std::string> paragraphs;  // plain words; escaped for HTML here
  std::string button, link;             // both or neither: "Set a new password", "https://…"
  std::vector<std::string> after;       // below the link, in small letters
};

// `site_name` and `site_url` stand at the end. Control characters that names might hold become spaces.
mail::Message write_mail(const MailText& text, const std::string& to, const std::string& kind,
                         const std::string& site_name, const std::string& site_url);

}  // namespace veza::identity
