// The site's key file (base/sealed.h) and the table that knows its fingerprints, so that every host of a site has the
// same keys: secrets sealed by one must open on all.
#pragma once
#include <memory>
#include <string>

#include "app/data_dir.h"
#include "app/settings.h"
#include "base/sealed.h"
#include "data/database.h"
#include "data/migrations.h"

namespace veza::app {

// Component "secrets".
data::Component secret_migrations();

// What secrets.key_file says, or secrets.key in the data folder.
std::string key_file(const Settings& settings, const DataDir& dir);

// The seal of this site, made at its first start. The database's migrations have run. Errors (conflict, invalid,
// forbidden): this host has no file, another one, or an older one than the database knows; the sentence says what to
// copy. [worker]
base::Result<std::unique_ptr<base::Seal>> open_secrets(const std::string& path, data::Database& db);

// Adds a key to file and table; returns it. What is sealed stays as it is until its owner seals it anew. [worker]
base::Result<base::SealKey> rotate_secrets(const std::string& path, data::Database& db);

}  // namespace veza::app
