// What everybody who speaks through libcurl needs: handles that keep their connections, lists of texts, one start.
#pragma once
#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/guarded.h"

namespace veza::curl {

using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;

// Lent for one exchange each; those given back keep their connection open for the next. [any thread]
class Handles {
 public:
  explicit Handles(size_t most_idle) : most_idle_(most_idle) {}
  // Null when there is no memory.
  Handle take();
  // After an exchange that went well: one that failed is left to end with its connection.
  void give_back(Handle handle);

 private:
  size_t most_idle_;
  base::Guarded<std::vector<Handle>> idle_;
};

// Header fields, or what else libcurl takes as a list.
class List {
 public:
  void add(const std::string& line);
  curl_slist* get() const { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, void (*)(curl_slist*)> list_{nullptr, &curl_slist_free_all};
};

// Starts libcurl, the first time; and whether the file of certificates ("" for none) can be read. `what` begins the
// error's sentence: "outbound.ca_file: cannot read ".
base::Status start(const std::string& ca_file, const std::string& what);

}  // namespace veza::curl
