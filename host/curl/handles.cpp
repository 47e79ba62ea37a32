#include "curl/handles.h"

#include <unistd.h>

#include <cerrno>

namespace veza::curl {

Handle Handles::take() {
  Handle handle = idle_.with([](auto& idle) {
    if (idle.empty()) return Handle(nullptr, &curl_easy_cleanup);
    Handle last = std::move(idle.back());
    idle.pop_back();
    return last;
  });
  return handle ? std::move(handle) : Handle(curl_easy_init(), &curl_easy_cleanup);
}

void Handles::give_back(Handle handle) {
  curl_easy_reset(handle.get());  // options, which point at the exchange, go; the connection stays
  idle_.with([&](auto& idle) {
    if (idle.size() < most_idle_) idle.push_back(std::move(handle));
  });
}

void List::add(const std::string& line) {
  if (curl_slist* longer = curl_slist_append(list_.get(), line.c_str())) {
    (void)list_.release();
    list_.reset(longer);
  }
}

base::Status start(const std::string& ca_file, const std::string& what) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) return base::fail(base::Code::internal, "libcurl cannot be initialised");
  if (!ca_file.empty() && ::access(ca_file.c_str(), R_OK) != 0)
    return base::fail(base::errno_error(what + ca_file, errno));
  return {};
}

}  // namespace veza::curl
