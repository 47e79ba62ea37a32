#include "kv/redis_link.h"

#include <hiredis/hiredis.h>

#include "kv/redis_errors.h"

namespace veza::kv {
namespace {

// Far above what any command of ours is answered with. hiredis makes room for as many as a server announces.
constexpr int most_elements = 1 << 20;

// A template, since the type of the count differs between hiredis 0.14 and 1.
template <class Count>
void* bounded_array(const redisReadTask* task, Count elements) {
  if (elements > static_cast<Count>(most_elements)) return nullptr;
  return static_cast<const redisReplyObjectFunctions*>(task->privdata)->createArray(task, elements);
}

}  // namespace

struct RedisLink::Functions {
  const redisReplyObjectFunctions* original;
  redisReplyObjectFunctions bounded;
  explicit Functions(redisReader& reader) : original(reader.fn), bounded(*reader.fn) {
    bounded.createArray = bounded_array;
    reader.fn = &bounded;
    reader.privdata = const_cast<redisReplyObjectFunctions*>(original);
  }
};

void RedisLink::FreeReader::operator()(redisReader* reader) const { redisReaderFree(reader); }

RedisLink::RedisLink(std::shared_ptr<const RedisEndpoint> endpoint, RedisSocket socket)
    : endpoint_(std::move(endpoint)), socket_(std::move(socket)), reader_(redisReaderCreate()) {
  functions_ = std::make_unique<Functions>(*reader_);
}

RedisLink::~RedisLink() = default;

base::Error RedisLink::broken(const base::Error& error) {
  broken_ = true;
  return endpoint_->explain(error);
}

base::Result<std::unique_ptr<RedisLink>> RedisLink::open(std::shared_ptr<const RedisEndpoint> endpoint,
                                                         Patience& patience) {
  auto socket = endpoint->connect(patience);
  if (!socket) return base::fail(socket.error());
  std::unique_ptr<RedisLink> link(new RedisLink(std::move(endpoint), std::move(*socket)));
  if (auto status = link->sign_in(patience); !status) return base::fail(status.error());
  return link;
}

base::Status RedisLink::sign_in(Patience& patience) {
  const RedisTarget& target = endpoint_->target();
  if (!target.password.empty()) {
    const auto reply =
        call(target.user.empty() ? RedisArgs{"AUTH", target.password} : RedisArgs{"AUTH", target.user, target.password},
             patience);
    if (!reply) return base::fail(reply.error());
    if (const auto error = error_of(**reply)) {
      const auto told = redis_error(endpoint_->name(), *error);
      // An unknown error's text is not shown: servers quote the command they do not know, and so the password.
      if (told.code == base::Code::internal) {
        return base::fail(base::Code::unauthorized, endpoint_->name() + " does not let us sign in; look at its log");
      }
      return base::fail(told);
    }
    if (text_of(**reply) != "OK") return base::fail(no_redis(endpoint_->name()));
  }
  const std::string database = std::to_string(target.database);
  // A name shows in CLIENT LIST; asking for it also proves that a Redis is there and lets us in.
  for (const RedisArgs& args : {RedisArgs{"CLIENT", "SETNAME", "veza"}, RedisArgs{"SELECT", database}}) {
    if (args[0] == "SELECT" && target.database == 0) continue;
    const auto reply = call(args, patience);
    if (!reply) return base::fail(reply.error());
    if (const auto error = error_of(**reply)) return base::fail(redis_error(endpoint_->name(), *error));
    if (text_of(**reply) != "OK") return base::fail(no_redis(endpoint_->name()));
  }
  return {};
}

base::Result<RedisReply> RedisLink::call(const RedisArgs& args, Patience& patience) {
  if (auto status = send(args, patience); !status) return base::fail(status.error());
  for (;;) {
    auto reply = next();
    if (!reply || *reply) return reply;
    if (auto status = fill(patience); !status) return base::fail(status.error());
  }
}

base::Status RedisLink::send(const RedisArgs& args, Patience& patience) {
  std::vector<const char*> texts;
  std::vector<size_t> sizes;
  for (const auto& arg : args) {
    texts.push_back(arg.data() ? arg.data() : "");
    sizes.push_back(arg.size());
  }
  char* command = nullptr;
  const int size = redisFormatCommandArgv(&command, static_cast<int>(args.size()), texts.data(), sizes.data());
  if (size < 0) return base::fail(base::Code::internal, "a command for Redis cannot be written, for want of memory");
  const std::unique_ptr<char, void (*)(char*)> owned(command, redisFreeCommand);
  auto status = socket_.write({command, static_cast<size_t>(size)}, patience);
  if (!status) return base::fail(broken(status.error()));
  return {};
}

base::Status RedisLink::fill(Patience& patience) {
  const auto bytes = socket_.read(patience);
  if (!bytes) return base::fail(broken(bytes.error()));
  redisReaderFeed(reader_.get(), bytes->data(), bytes->size());
  return {};
}

base::Result<RedisReply> RedisLink::next() {
  void* reply = nullptr;
  if (redisReaderGetReply(reader_.get(), &reply) == REDIS_OK) {
    return RedisReply(static_cast<redisReply*>(reply));
  }
  broken_ = true;
  return base::fail(no_redis(endpoint_->name()));
}

}  // namespace veza::kv
