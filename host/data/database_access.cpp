#include "data/database_access.h"

namespace veza::data {
namespace {

base::Status gone() { return base::fail(base::Code::cancelled, "the host has stopped"); }

}  // namespace

base::Status DatabaseAccess::write(const WriteBody& body) const {
  return database_.read([&](Database* database) { return database ? database->write(body) : gone(); });
}

base::Status DatabaseAccess::query(std::string_view sql, Params params, const RowCallback& each) const {
  return database_.read([&](Database* database) { return database ? database->query(sql, params, each) : gone(); });
}

void DatabaseAccess::close() {
  database_.with([](Database*& database) { database = nullptr; });
}

}  // namespace veza::data
