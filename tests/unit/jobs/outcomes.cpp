#include "jobs/outcome.h"

#include <boost/test/unit_test.hpp>

namespace veza::jobs {

BOOST_AUTO_TEST_SUITE(outcomes)

BOOST_AUTO_TEST_CASE(every_end_of_a_handler) {
  using base::Code;
  const auto failure = [](Code code) -> base::Status { return base::fail(code, "x"); };
  struct Case {
    const char* what;
    base::Status result;
    Cancel cancel;
    int32_t attempt;
    Outcome expected;
  };
  const Case cases[] = {
      {"success", {}, Cancel::no, 1, Outcome::done},
      {"success in spite of a cancel", {}, Cancel::cancelled, 1, Outcome::done},
      {"success in spite of the shutdown", {}, Cancel::shutdown, 1, Outcome::done},
      {"a first failure", failure(Code::unavailable), Cancel::no, 1, Outcome::retry},
      {"a failure before the last", failure(Code::internal), Cancel::no, 2, Outcome::retry},
      {"the last failure", failure(Code::unavailable), Cancel::no, 3, Outcome::failed},
      {"beyond the last", failure(Code::unavailable), Cancel::no, 4, Outcome::failed},
      {"a bad input", failure(Code::invalid), Cancel::no, 1, Outcome::failed},
      {"an unknown kind of input", failure(Code::unsupported), Cancel::no, 1, Outcome::failed},
      {"its subject is gone", failure(Code::not_found), Cancel::no, 1, Outcome::failed},
      {"it gives up by itself", failure(Code::cancelled), Cancel::no, 1, Outcome::cancelled},
      {"cancelled", failure(Code::cancelled), Cancel::cancelled, 1, Outcome::cancelled},
      {"cancelled, another error", failure(Code::internal), Cancel::cancelled, 1, Outcome::cancelled},
      {"shutdown", failure(Code::cancelled), Cancel::shutdown, 1, Outcome::resume},
      {"shutdown in the last attempt", failure(Code::internal), Cancel::shutdown, 3, Outcome::resume},
      {"shutdown, a bad input", failure(Code::invalid), Cancel::shutdown, 1, Outcome::resume},
  };
  for (const Case& c : cases) BOOST_TEST((outcome(c.result, c.cancel, c.attempt, 3) == c.expected), c.what);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::jobs
