// What the parts of the plugin work with, made once in start().
#pragma once
#include <veza/catalog.hpp>
#include <veza/plugin.hpp>

#include "auth/passwords.h"
#include "stream/slots.h"

namespace veza::opensubsonic {

struct Services {
  explicit Services(const Host& host)
      : log(host),
        config(host),
        http(host),
        db(host),
        kv(host),
        blobs(host),
        identity(host),
        secrets(host),
        audit(host),
        privacy(host),
        metrics(host),
        catalog(host),
        accounts(host),
        passwords(db, secrets),
        slots(config.get<int64_t>("transcodes"), config.get<int64_t>("transcodes_per_account")) {}

  Log log;
  Config config;
  Http http;
  Db db;
  Kv kv;
  Blobs blobs;
  Identity identity;
  Secrets secrets;
  Audit audit;
  Privacy privacy;
  Metrics metrics;
  Catalog catalog;
  Accounts accounts;
  Passwords passwords;
  mutable Slots slots;  // locks itself
};

}  // namespace veza::opensubsonic
