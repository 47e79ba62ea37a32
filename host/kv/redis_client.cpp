#include "kv/redis_client.h"

#include "kv/redis_errors.h"

namespace veza::kv {
namespace {

// Readers that wait, one a thread of the host; their connections stay for the next wait.
constexpr size_t most_blocking = 64;

}  // namespace

RedisClient::RedisClient(std::shared_ptr<const RedisEndpoint> endpoint, size_t connections, int64_t command_timeout_ms)
    : endpoint_(std::move(endpoint)),
      command_timeout_ms_(command_timeout_ms),
      pool_(endpoint_, connections, connections),
      blocking_(endpoint_, most_blocking, most_blocking) {}

base::Result<RedisReply> RedisClient::checked(base::Result<RedisReply> reply) const {
  if (!reply) return reply;
  if (const auto error = error_of(**reply)) return base::fail(redis_error(endpoint_->name(), *error));
  return reply;
}

base::Result<RedisReply> RedisClient::run(const RedisArgs& args) const {
  Patience patience(command_timeout_ms_);
  return run(args, patience);
}

base::Result<RedisReply> RedisClient::run(const RedisArgs& args, Patience& patience) const {
  return checked(pool_.call(args, patience));
}

base::Result<RedisReply> RedisClient::run_blocking(const RedisArgs& args, int64_t block_ms) const {
  Patience patience(command_timeout_ms_ + block_ms);
  return checked(blocking_.call(args, patience));
}

base::Result<RedisReply> RedisClient::eval(const RedisScript& script, const std::vector<std::string>& keys,
                                           const std::vector<std::string>& args) const {
  Patience patience(command_timeout_ms_);
  return eval(script, keys, args, patience);
}

base::Result<RedisReply> RedisClient::eval(const RedisScript& script, const std::vector<std::string>& keys,
                                           const std::vector<std::string>& args, Patience& patience) const {
  const std::string count = std::to_string(keys.size());
  RedisArgs command = {"EVALSHA", script.sha1, count};
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(), args.begin(), args.end());
  auto reply = pool_.call(command, patience);
  if (reply && error_of(**reply).value_or("").starts_with("NOSCRIPT")) {
    // EVAL keeps the script as well.
    command[0] = "EVAL";
    command[1] = script.text;
    reply = pool_.call(command, patience);
  }
  return checked(std::move(reply));
}

tl::unexpected<base::Error> RedisClient::odd() const { return base::fail(no_redis(endpoint_->name())); }

}  // namespace veza::kv
