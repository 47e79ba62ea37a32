// What becomes of somebody a provider has sent back: signed in, linked, registered, or told why not. Plain function.
#pragma once
#include <optional>
#include <string>

namespace veza::oauth {

// What is known when he arrives.
struct Arrival {
  std::optional<std::string> linked_user = {};   // whose account the provider's subject is linked to
  std::optional<std::string> linking_user = {};  // who asked, signed in, to link it
  bool linking_user_has_link = false;            // …and has one at this provider already
  bool has_email = false, email_verified = false;
  bool email_has_account = false;
  bool sign_up = true;  // whether the provider may make accounts
};

enum class Act { sign_in, link, register_account, refuse };

struct Decision {
  Act act = Act::refuse;
  std::string user_id = {};  // sign_in, link
  std::string code = {};     // refuse: what the page shows a sentence for
};

// No account that was there before is ever opened by an e-mail address, verified or not: whoever owns it signs in there
// and links. A new one is made for a verified address only, since whoever proves to own it later could claim it.
Decision decide(const Arrival& arrival);

}  // namespace veza::oauth
