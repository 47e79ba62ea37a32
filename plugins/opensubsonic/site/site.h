// The site's own API, asked in the caller's name: the only way this plugin reaches music.
#pragma once
#include <functional>
#include <string>

#include "auth/caller.h"

namespace veza::opensubsonic {

// Text within an address's query.
std::string escaped(std::string_view text);

// One call's view of the site. [the handler's thread]
class Site {
 public:
  Site(const Services& services, const Request& request, const Caller& caller)
      : services_(services), request_(request), caller_(caller) {}

  // The answer, whatever its status.
  InnerReply call(InnerRequest inner) const;
  // "data" of the answer. Throws Failure for a refusal: what was not found 70, what is not allowed 50, the rest 0.
  Json get(const std::string& target) const { return whole(target).at("data"); }
  Json whole(const std::string& target) const;  // with "meta"
  // The same with a body; null when the answer has none.
  Json send(const std::string& method, const std::string& target, const Json& body = nullptr) const;
  // get, or null where there is no such thing.
  Json find(const std::string& target) const;

  // `count` items of a list from `offset`, which the site pages by cursors: where the last page of the same list ended
  // is remembered for the caller, so that an app that goes through all of it asks for each item once. `target` has a
  // '?'.
  Json slice(const std::string& target, int64_t offset, int64_t count) const;
  // Everything, at most `most`.
  Json all(const std::string& target, int64_t most) const;

  const Services& services() const { return services_; }
  const Request& request() const { return request_; }
  const Caller& caller() const { return caller_; }
  // Throws Failure not_allowed: for what this plugin keeps itself.
  void require(std::string_view permission) const;

 private:
  Json checked(const InnerReply& reply) const;

  const Services& services_;
  const Request& request_;
  const Caller& caller_;
};

}  // namespace veza::opensubsonic
