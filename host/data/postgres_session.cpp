#include "data/postgres_session.h"

#include <algorithm>

#include "data/postgres_types.h"
#include "data/sql_text.h"

namespace veza::data {
namespace {

using base::Code;
using Send = PostgresConnection::Send;

std::string quoted(std::string_view sql) { return "\"" + std::string(sql.substr(0, 80)) + "\""; }

bool is_good(const PgResult& result) {
  const auto status = PQresultStatus(result.get());
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

Send sending(std::string command) {
  return [command = std::move(command)](PGconn* connection) {
    return PQsendQueryParams(connection, command.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0);
  };
}

// What the types of parameters can be the cause of: undefined or ambiguous function, type mismatch, no such cast, no
// type to be found.
bool is_about_types(std::string_view state) {
  return state == "42883" || state == "42725" || state == "42804" || state == "42846" || state == "42P18" ||
         state == "42P08";
}

// The types to try for values of these kinds, the likeliest first.
std::vector<std::vector<Oid>> guesses(const std::vector<Type>& kinds) {
  std::vector<std::vector<Oid>> all;
  const auto guess = [&](Oid for_null) {
    auto& types = all.emplace_back();
    for (const Type kind : kinds) types.push_back(kind == Type::null ? for_null : type_for(kind));
  };
  guess(0);
  if (std::find(kinds.begin(), kinds.end(), Type::null) != kinds.end()) {
    // "$1 IS NULL OR x = $1" says nothing about the type when it is null.
    for (const Type kind : {Type::text, Type::integer, Type::real, Type::blob}) guess(type_for(kind));
  }
  all.emplace_back(kinds.size(), 0);
  return all;
}

}  // namespace

base::Result<std::unique_ptr<PostgresSession>> PostgresSession::open(const PostgresOptions& options) {
  auto connection = PostgresConnection::open(options);
  if (!connection) return base::fail(connection.error());
  return std::unique_ptr<PostgresSession>(new PostgresSession(std::move(*connection), options.cached_statements));
}

tl::unexpected<base::Error> PostgresSession::failed(const PgResult& result, std::string_view sql) {
  again_ = broken() ? Again::broken : data::again(result.get());
  state_ = sqlstate(result.get());
  return base::fail(postgres_error(result.get(), sql));
}

bool PostgresSession::clean() const {
  return !broken() && !connection_.in_transaction() && queued_.empty() && PQpipelineStatus(get()) == PQ_PIPELINE_OFF;
}

size_t PostgresSession::queue(std::string command) {
  queued_.push_back(std::move(command));
  return first_queued_ + queued_.size() - 1;
}

bool PostgresSession::take_back(size_t number) {
  if (number < first_queued_) return false;
  queued_.resize(std::min(queued_.size(), number - first_queued_));
  return true;
}

void PostgresSession::drop_queued() {
  first_queued_ += queued_.size();
  queued_.clear();
}

std::vector<Send> PostgresSession::waiting() {
  std::vector<Send> commands;
  first_queued_ += queued_.size();
  for (auto& command : std::exchange(queued_, {})) commands.push_back(sending(std::move(command)));
  // After BEGIN, which has to be the first; and a failed transaction takes no command but its end.
  if (PQtransactionStatus(get()) != PQTRANS_INERROR) {
    for (const auto& name : statements_.take_dropped()) commands.push_back(sending("DEALLOCATE " + name));
  }
  return commands;
}

PgResult PostgresSession::outcome(std::vector<PgResult> results, size_t waited) {
  for (size_t i = 0; i < waited; ++i) {
    if (!is_good(results[i])) return std::move(results[i]);
  }
  return std::move(results.back());
}

base::Status PostgresSession::command(const std::string& sql) {
  again_ = Again::no;
  if (queued_.empty() && !statements_.has_dropped()) {
    const auto result = connection_.command(sql);
    if (!is_good(result)) return failed(result, sql);
    return {};
  }
  auto commands = waiting();
  const size_t waited = commands.size();
  commands.push_back(sending(sql));
  const auto result = outcome(connection_.pipeline(commands), waited);
  if (!is_good(result)) return failed(result, sql);
  return {};
}

base::Result<PostgresStatement> PostgresSession::describe(std::string_view sql, std::vector<Oid> types,
                                                          std::vector<Type> made_for) {
  PostgresStatement statement{"v" + std::to_string(names_++), std::move(made_for), {}, true};
  const std::string text(sql);
  // A statement that cannot be prepared would spoil the transaction, and other types may do.
  const bool guarded = connection_.in_transaction() || !queued_.empty();
  auto commands = waiting();
  if (guarded) commands.push_back(sending("SAVEPOINT veza_prepare"));
  const size_t waited = commands.size();
  commands.emplace_back([&](PGconn* connection) {
    return PQsendPrepare(connection, statement.name.c_str(), text.c_str(), static_cast<int>(types.size()),
                         types.data());
  });
  commands.emplace_back([&](PGconn* connection) { return PQsendDescribePrepared(connection, statement.name.c_str()); });
  if (guarded) commands.push_back(sending("RELEASE veza_prepare"));
  auto results = connection_.pipeline(commands);
  for (size_t i = 0; i < results.size(); ++i) {
    if (is_good(results[i])) continue;
    auto error = failed(results[i], sql);
    const bool ours = i >= waited && !broken();
    if (guarded && ours) (void)connection_.command("ROLLBACK TO veza_prepare; RELEASE veza_prepare");
    return error;
  }
  const PGresult* described = results[waited + 1].get();
  for (int i = 0; i < PQnparams(described); ++i) statement.types.push_back(PQparamtype(described, i));
  for (int i = 0; i < PQnfields(described); ++i)
    statement.binary = statement.binary && is_binary(PQftype(described, i));
  return statement;
}

base::Result<const PostgresStatement*> PostgresSession::prepare(std::string_view sql, Params params) {
  const auto statements = split_statements(sql);
  if (statements.empty()) return base::fail(Code::internal, "no SQL statement in " + quoted(sql));
  if (statements.size() > 1) return base::fail(Code::internal, "more than one SQL statement in " + quoted(sql));
  if (auto status = check_statement(statements.front()); !status) return base::fail(status.error());
  std::vector<Type> kinds;
  for (size_t i = 0; i < params.size(); ++i) kinds.push_back(params[i].type());
  std::optional<base::Error> first;
  for (auto& types : guesses(kinds)) {
    auto made = describe(statements.front(), std::move(types), kinds);
    if (made && made->types.size() != params.size()) {
      const size_t wanted = made->types.size();
      statements_.drop(made->name);
      return base::fail(Code::internal, std::to_string(params.size()) + " parameters were given and " +
                                            std::to_string(wanted) + " are in " + quoted(sql));
    }
    if (made) {
      again_ = Again::no;
      return statements_.keep(sql, std::move(*made));
    }
    if (!first) first = made.error();
    if (!is_about_types(state_) || broken()) break;
  }
  return base::fail(std::move(*first));
}

base::Result<PostgresRows> PostgresSession::execute(std::string_view sql, const PostgresStatement& statement,
                                                    Params params) {
  if (auto status = params_.fill(params, statement.types); !status) return base::fail(status.error());
  const int format = statement.binary ? 1 : 0;
  const Send send = [&](PGconn* connection) {
    return PQsendQueryPrepared(connection, statement.name.c_str(), params_.size(), params_.values(), params_.lengths(),
                               params_.formats(), format);
  };
  PgResult result;
  if (queued_.empty() && !statements_.has_dropped()) {
    result = connection_.command(send);
  } else {
    auto commands = waiting();
    const size_t waited = commands.size();
    commands.push_back(send);
    result = outcome(connection_.pipeline(commands), waited);
  }
  if (!is_good(result)) return failed(result, sql);
  return PostgresRows(std::move(result));
}

base::Result<PostgresRows> PostgresSession::run(std::string_view sql, Params params) {
  again_ = Again::no;
  for (bool retried = false;; retried = true) {
    const auto* statement = statements_.find(sql, params);
    if (!statement) {
      auto prepared = prepare(sql, params);
      if (!prepared) return base::fail(prepared.error());
      statement = *prepared;
    }
    auto rows = execute(sql, *statement, params);
    if (rows || again_ != Again::stale) return rows;
    statements_.forget(sql);
    // In a transaction, the whole of it has to begin again.
    if (connection_.in_transaction() || retried) return rows;
  }
}

base::Status PostgresSession::script(std::string_view sql) {
  again_ = Again::no;
  const auto statements = split_statements(sql);
  for (const auto statement : statements) {
    if (auto status = check_statement(statement); !status) return status;
  }
  if (auto status = command("SET LOCAL statement_timeout = 0"); !status) return status;
  connection_.set_patient(true);
  for (const auto statement : statements) {
    const auto result = connection_.command(std::string(statement));
    if (!is_good(result)) return failed(result, statement);
  }
  return {};
}

}  // namespace veza::data
