// Paths to routes: a tree of segments, built once and then only read.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/router.h"

namespace veza::http {

using MountedPtr = std::shared_ptr<const Mounted>;

class RouteTree {
 public:
  // Returns the route that has this method and shape already, or null after adding. `segments` are the parsed pattern.
  MountedPtr add(const MountedPtr& mounted, const std::vector<Segment>& segments);

  struct Found {
    const Mounted* mounted = nullptr;
    PathParams params;
    std::string allow;  // filled when paths match but no method does, or when asked for OPTIONS
    bool path_known = false;
  };
  // The most specific route: literals beat names, names beat rests, and a route that lacks the method is passed over.
  Found find(std::string_view method, std::string_view path) const;

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> param;
    std::unique_ptr<Node> rest;
    std::vector<MountedPtr> routes;  // one a method
  };
  struct Search;

  static void visit(const Node& node, size_t offset, Search& search);
  static void take(const Node& node, Search& search);

  Node root_;
};

}  // namespace veza::http
