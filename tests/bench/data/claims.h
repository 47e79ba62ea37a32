// What finding and claiming a job costs when few and when very many are queued.
#pragma once

namespace veza::bench {

// Prints, with 1 000 and with 1 000 000 queued: claim_of_N_us (a transaction of its own, with its commit),
// claim_statement_of_N_us (without), next_due_of_N_us.
void claims(const char* folder);

}  // namespace veza::bench
