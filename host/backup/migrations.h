#pragma once
#include "data/migrations.h"

namespace veza::backup {

// Tables backup_lease, backup_schedule, integrity_reports and integrity_orphans. Component "backup".
data::Component migrations();

}  // namespace veza::backup
