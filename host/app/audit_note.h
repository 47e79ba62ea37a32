// Audit entries of what is no request: commands, the nightly work, the start.
#pragma once
#include <string>

#include "app/settings.h"
#include "base/log.h"
#include "data/database.h"
#include "observe/audit.h"
#include "plugins/plugin_host.h"

namespace veza::app {

// What a command did, by "command line": for the transaction it does it in.
observe::AuditEntry command_entry(const std::string& action, const std::string& subject_type,
                                  const std::string& subject_id, const base::Json& after = nullptr);
// Records what a command did in no transaction. When it cannot, a warning goes to standard error: what was done is
// done. A database whose tables are not there yet keeps no log.
void note_command(data::Database& database, const std::string& action, const std::string& subject_type,
                  const std::string& subject_id, const base::Json& after = nullptr);

// Records which settings and plugins are others than at this node's last start, and remembers them. Secrets are masked,
// so that a changed one is not seen.
base::Status note_start(data::Database& database, observe::Audit& audit, const std::string& node,
                        const Settings& settings, const std::vector<plugins::PluginInfo>& plugins);

}  // namespace veza::app
