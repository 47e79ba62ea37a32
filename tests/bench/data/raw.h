// The engines' own C interfaces, used by hand as their manuals show it: what a database costs without Veza.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

namespace veza::bench {

// One connection with prepared statements; a call gives a number made of every value it read.
class Raw {
 public:
  virtual ~Raw() = default;
  virtual int64_t keyed(const std::string& id) = 0;
  virtual int64_t thousand() = 0;
};

// Table and statements of reads.h. They end the program when the engine fails.
std::unique_ptr<Raw> raw_sqlite(const std::string& path);
std::unique_ptr<Raw> raw_libpq(const std::string& url);

}  // namespace veza::bench
