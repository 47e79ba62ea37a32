#include "identity/sign_in_warnings.h"

namespace veza::identity {

void SignInWarnings::second_factor_failed(const User& user, SignInMethod first, const ClientInfo& client) {
  if (!mails_.configured()) return;
  const std::string key = "second-factor/failed/" + user.id, told = "second-factor/told/" + user.id;
  const auto times = store_.increment(key, 1, window_ms);
  if (!times || *times < failures) return;
  const auto mine = store_.set_if_absent(told, "", apart_ms);
  if (!mine || !*mine) return;
  const auto queued = db_.write([&](data::Transaction& tx) {
    return mails_.second_factor_failed(tx, user, first, *times, client.ip, client.user_agent);
  });
  if (!queued) (void)store_.remove(told);
}

}  // namespace veza::identity
