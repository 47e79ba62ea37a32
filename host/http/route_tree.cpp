#include "http/route_tree.h"

#include <set>

namespace veza::http {

struct RouteTree::Search {
  std::string_view method;
  std::string_view path;
  PathParams params;  // of the branch being looked at
  const Mounted* found = nullptr;
  std::vector<const Node*> without_method;
};

MountedPtr RouteTree::add(const MountedPtr& mounted, const std::vector<Segment>& segments) {
  Node* node = &root_;
  for (const Segment& segment : segments) {
    auto& next = segment.kind == Segment::Kind::literal ? node->literals[segment.text]
                 : segment.kind == Segment::Kind::param ? node->param
                                                        : node->rest;
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  for (const MountedPtr& other : node->routes) {
    if (other->route.method == mounted->route.method) return other;
  }
  node->routes.push_back(mounted);
  return nullptr;
}

// Ends the search when the node has the method.
void RouteTree::take(const Node& node, Search& search) {
  if (node.routes.empty()) return;
  const std::string_view wanted = search.method == "HEAD" ? "GET" : search.method;
  for (const MountedPtr& mounted : node.routes) {
    if (mounted->route.method != wanted) continue;
    search.found = mounted.get();
    break;
  }
  // The answer to OPTIONS says what else there is, whoever gives it.
  if (search.found == nullptr || search.method == "OPTIONS") search.without_method.push_back(&node);
}

// `offset` is where the next segment begins; path.size() + 1 when there is none left.
void RouteTree::visit(const Node& node, size_t offset, Search& search) {
  if (offset > search.path.size()) {
    take(node, search);
    return;
  }
  const size_t slash = std::min(search.path.find('/', offset), search.path.size());
  const std::string_view segment = search.path.substr(offset, slash - offset);
  if (const auto next = node.literals.find(segment); next != node.literals.end()) {
    visit(*next->second, slash + 1, search);
    if (search.found != nullptr) return;
  }
  const auto with_param = [&](size_t size, auto&& go_on) {
    search.params.places[search.params.count++] = {static_cast<uint32_t>(offset), static_cast<uint32_t>(size)};
    go_on();
    if (search.found == nullptr) --search.params.count;
  };
  if (node.param && !segment.empty()) {
    with_param(segment.size(), [&] { visit(*node.param, slash + 1, search); });
    if (search.found != nullptr) return;
  }
  if (node.rest && offset < search.path.size()) {
    with_param(search.path.size() - offset, [&] { take(*node.rest, search); });
  }
}

RouteTree::Found RouteTree::find(std::string_view method, std::string_view path) const {
  Found result;
  if (!path.starts_with('/')) return result;
  Search search{method, path, {}, nullptr, {}};
  visit(root_, path == "/" ? 2 : 1, search);
  result.mounted = search.found;
  result.params = search.params;
  result.path_known = search.found != nullptr || !search.without_method.empty();
  if (search.without_method.empty() || (search.found != nullptr && method != "OPTIONS")) return result;
  std::set<std::string> methods{"OPTIONS"};
  for (const Node* node : search.without_method) {
    for (const MountedPtr& mounted : node->routes) {
      methods.insert(mounted->route.method);
      if (mounted->route.method == "GET") methods.insert("HEAD");
    }
  }
  for (const std::string& one : methods) result.allow.append(result.allow.empty() ? "" : ", ").append(one);
  return result;
}

}  // namespace veza::http
