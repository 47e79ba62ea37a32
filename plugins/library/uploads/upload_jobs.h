// What is done later for resumable uploads: removing the bytes of those that are over, and those nobody goes on with.
#pragma once
#include <string_view>

#include "services.h"

namespace veza::library {

// Queued by the transaction that ends an upload.
JobSpec remove_upload_job(std::string_view upload_id, std::string_view request_id);

// Every ten minutes, and at the start, what expired is forgotten. [control]
void add_upload_jobs(Services& services);

}  // namespace veza::library
