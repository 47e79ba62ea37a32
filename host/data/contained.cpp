#include "data/contained.h"

#include <exception>
#include <string>

namespace veza::data {

using base::Code;

base::Status contained(const std::function<base::Status()>& body) {
  try {
    return body();
  } catch (const std::exception& error) {
    return base::fail(Code::internal, std::string("a write threw an exception: ") + error.what());
  } catch (...) {
    return base::fail(Code::internal, "a write threw something that is not a std::exception");
  }
}

}  // namespace veza::data
