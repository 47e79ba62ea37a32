// The whole file of an upload whose bytes came in several requests.
#pragma once
#include <string>
#include <string_view>

#include "services.h"
#include "uploads/uploads.h"

namespace veza::library {

// In the plugin's scratch folder, mapped into memory; gone with the object unless somebody took it.
class Assembled {
 public:
  // The parts that are stored, then `rest`. Throws Error when a part cannot be read or there is no room. [worker]
  Assembled(const Services& services, const Upload& upload, std::string_view rest);
  ~Assembled();
  Assembled(const Assembled&) = delete;
  Assembled& operator=(const Assembled&) = delete;

  // Valid as long as the object, also when the file was moved away.
  std::string_view bytes() const { return {map_, size_}; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  const char* map_ = nullptr;
  size_t size_ = 0;
};

}  // namespace veza::library
