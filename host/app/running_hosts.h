// Whether hosts of a site are at work on a database that several can share: the data folder's lock tells of one
// machine.
#pragma once
#include "base/error.h"
#include "data/database.h"

namespace veza::app {

// Error (conflict): a host renewed a lease of its event consumers within the last seconds. One that was killed counts
// until its leases run out, some 15 seconds. A database without Veza's tables has no hosts.
base::Status check_no_host_runs(data::Database& database);

}  // namespace veza::app
