#include <libpq-fe.h>

#include "measure.h"
#include "raw.h"
#include "reads.h"

namespace veza::bench {
namespace {

using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

// Values as text, as in the manual's examples.
class RawLibpq : public Raw {
 public:
  explicit RawLibpq(const std::string& url) : connection_(PQconnectdb(url.c_str()), &PQfinish) {
    prepare("keyed", keyed_sql, 1);
    prepare("thousand", thousand_sql, 0);
  }

  int64_t keyed(const std::string& id) override {
    const char* value = id.c_str();
    return read("keyed", 1, &value);
  }
  int64_t thousand() override { return read("thousand", 0, nullptr); }

 private:
  void check(const Result& result, ExecStatusType wanted) {
    if (PQresultStatus(result.get()) != wanted) give_up(std::string("libpq: ") + PQerrorMessage(connection_.get()));
  }
  void prepare(const char* name, const char* sql, int parameters) {
    check(Result(PQprepare(connection_.get(), name, sql, parameters, nullptr), &PQclear), PGRES_COMMAND_OK);
  }
  int64_t read(const char* name, int count, const char* const* values) {
    const Result result(PQexecPrepared(connection_.get(), name, count, values, nullptr, nullptr, 0), &PQclear);
    check(result, PGRES_TUPLES_OK);
    int64_t used = 0;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      const auto* of = result.get();
      used += PQgetlength(of, row, 0) + PQgetlength(of, row, 1) + std::atoll(PQgetvalue(of, row, 2)) +
              static_cast<int64_t>(std::atof(PQgetvalue(of, row, 3)));
    }
    return used;
  }

  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

}  // namespace

std::unique_ptr<Raw> raw_libpq(const std::string& url) { return std::make_unique<RawLibpq>(url); }

}  // namespace veza::bench
