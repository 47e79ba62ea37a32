// A site's accounts and roles for the command line, beside a server that may be running on them.
#pragma once
#include <memory>
#include <string>

#include "app/settings.h"
#include "app/stores.h"
#include "events/outbox.h"
#include "http/problem.h"
#include "identity/identity.h"

namespace veza::app {

struct Directory {
  Stores stores;
  std::unique_ptr<events::Outbox> outbox;
  std::unique_ptr<base::Seal> seal;
  observe::Audit audit;
  std::unique_ptr<identity::Identity> identity;

  // Errors: there is no site, or its stores cannot be used. The permissions of the plugins in the plugin folder are
  // declared; a plugin that a server would leave out counts too.
  static base::Result<std::unique_ptr<Directory>> open(const Settings& settings);
};

// `about` is what the admin named, for a problem that was written for the person who fills a form. The exit status.
int complain_of(const http::Problem& problem, const std::string& about = {});

}  // namespace veza::app
