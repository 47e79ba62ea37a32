// `veza user export NAME FILE` and `veza user erase NAME`.
#pragma once
#include <string>

#include "app/settings.h"
#include "app/stores.h"
#include "base/sealed.h"
#include "identity/identity.h"

namespace veza::app {

// What both work on; a server may be running on it, which does the work then. Else the site is opened here for as long
// as it takes, with its plugins, and without listening.
struct UserData {
  const Settings& settings;
  Stores& stores;
  const base::Seal& seal;
  observe::Audit& audit;
};

// Both return the exit status.
int export_user(const UserData& site, const identity::User& user, const std::string& file);
int erase_user(const UserData& site, const identity::User& user);

}  // namespace veza::app
