#include "http/router.h"

#include "base/guarded.h"
#include "http/route_tree.h"
#include "http/snapshot.h"

namespace veza::http {
namespace {

using base::Code;

// What readers see.
struct Table {
  RouteTree tree;
  MountedPtr fallback;
};

struct Owned {
  MountedPtr mounted;
  std::vector<Segment> segments;
};

// What writers change; a table is built from it.
struct Book {
  std::vector<Owned> routes;
  MountedPtr fallback;
  std::map<std::string, std::shared_ptr<OwnerGate>, std::less<>> gates;

  std::shared_ptr<OwnerGate> gate(const std::string& owner) {
    auto& one = gates[owner];
    if (!one) one = std::make_shared<OwnerGate>();
    return one;
  }

  base::Result<Table> table() const {
    Table made;
    made.fallback = fallback;
    for (const Owned& owned : routes) {
      const MountedPtr other = made.tree.add(owned.mounted, owned.segments);
      if (!other) continue;
      return base::fail(Code::conflict, "the route " + owned.mounted->label + " of " + owned.mounted->route.owner +
                                            " is taken by " + other->label + " of " + other->route.owner);
    }
    return made;
  }
};

bool is_known_method(std::string_view method) {
  static constexpr std::array<std::string_view, 6> known{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  return std::find(known.begin(), known.end(), method) != known.end();
}

OnBadToken resolved(const Route& route) {
  if (route.on_bad_token != OnBadToken::by_route) return route.on_bad_token;
  const bool page = route.permission.empty() && !route.pattern.starts_with("/api/");
  return route.csrf_exempt || route.no_rate_limit || page ? OnBadToken::guest : OnBadToken::refuse;
}

base::Result<Owned> mount(Route route, Book& book, HttpStats& stats) {
  if (!is_known_method(route.method)) {
    return base::fail(Code::invalid,
                      "the route " + label(route) + ": the method must be GET, POST, PUT, PATCH, DELETE or OPTIONS");
  }
  if (!route.handler) return base::fail(Code::invalid, "the route " + label(route) + " has no handler");
  auto segments = parse_pattern(route.pattern);
  if (!segments) return tl::unexpected(segments.error());
  Mounted mounted;
  for (const Segment& segment : *segments) {
    if (segment.kind != Segment::Kind::literal) mounted.param_names.push_back(segment.text);
  }
  mounted.label = label(route);
  mounted.gate = book.gate(route.owner);
  mounted.stats = &stats.route(route.method, route.pattern);
  route.on_bad_token = resolved(route);
  mounted.route = std::move(route);
  return Owned{std::make_shared<const Mounted>(std::move(mounted)), std::move(*segments)};
}

}  // namespace

struct Router::Impl {
  base::Guarded<Book> book;
  Snapshot<Table> table{Table{}};
  std::shared_ptr<HttpStats> stats = std::make_shared<HttpStats>();

  // Applies `change` to a copy of the book; on success the copy becomes the book and its table is shown to readers.
  template <class Change>
  base::Status update(Change&& change) {
    return book.with([&](Book& current) -> base::Status {
      Book next = current;
      if (auto changed = change(next); !changed) return changed;
      auto built = next.table();
      if (!built) return tl::unexpected(built.error());
      table.replace(std::move(*built));
      current = std::move(next);
      return {};
    });
  }
};

Router::Router() : impl_(std::make_unique<Impl>()) {}
Router::~Router() = default;

base::Status Router::add(Route route) {
  std::vector<Route> one;
  one.push_back(std::move(route));
  return add(std::move(one));
}

base::Status Router::add(std::vector<Route> routes) {
  return impl_->update([&](Book& book) -> base::Status {
    for (Route& route : routes) {
      auto owned = mount(std::move(route), book, *impl_->stats);
      if (!owned) return tl::unexpected(owned.error());
      book.routes.push_back(std::move(*owned));
    }
    return {};
  });
}

base::Status Router::add_fallback(Handler handler, const std::string& owner) {
  if (!handler) return base::fail(Code::invalid, "the fallback of " + owner + " has no handler");
  return impl_->update([&](Book& book) -> base::Status {
    if (book.fallback) {
      return base::fail(Code::conflict,
                        "the fallback for pages of " + owner + " is taken by " + book.fallback->route.owner);
    }
    Mounted mounted;
    mounted.route.method = "GET";
    mounted.route.handler = std::move(handler);
    mounted.route.owner = owner;
    mounted.route.no_rate_limit = true;
    mounted.route.on_bad_token = OnBadToken::guest;
    mounted.label = "GET (page)";
    mounted.gate = book.gate(owner);
    mounted.stats = &impl_->stats->route("GET", "(page)");
    book.fallback = std::make_shared<const Mounted>(std::move(mounted));
    return {};
  });
}

bool Router::remove_owner(std::string_view owner, int64_t deadline_ms) {
  std::shared_ptr<OwnerGate> gate;
  (void)impl_->update([&](Book& book) -> base::Status {
    std::erase_if(book.routes, [&](const Owned& owned) { return owned.mounted->route.owner == owner; });
    if (book.fallback && book.fallback->route.owner == owner) book.fallback.reset();
    if (const auto at = book.gates.find(owner); at != book.gates.end()) {
      gate = at->second;
      book.gates.erase(at);
    }
    return {};
  });
  return !gate || gate->close(deadline_ms);
}

Match Router::match(std::string_view method, std::string_view path) const {
  auto table = impl_->table.read();
  RouteTree::Found found = table->tree.find(method, path);
  Match match;
  if (found.mounted != nullptr) {
    match.kind = Match::Kind::found;
    match.params = found.params;
    match.allow = std::move(found.allow);
    // Shares the table's count, which is this thread's own, rather than the route's, which is everybody's.
    match.mounted = MountedPtr(std::move(table), found.mounted);
  } else if (found.path_known) {
    match.kind = method == "OPTIONS" ? Match::Kind::options : Match::Kind::method_not_allowed;
    match.allow = std::move(found.allow);
  }
  return match;
}

std::shared_ptr<const Mounted> Router::fallback() const { return impl_->table.read()->fallback; }

const std::shared_ptr<HttpStats>& Router::stats() const { return impl_->stats; }

std::vector<Route> Router::routes() const {
  std::vector<Route> all = impl_->book.with([](const Book& book) {
    std::vector<Route> copies;
    copies.reserve(book.routes.size());
    for (const Owned& owned : book.routes) copies.push_back(owned.mounted->route);
    return copies;
  });
  std::sort(all.begin(), all.end(), [](const Route& a, const Route& b) {
    return std::tie(a.pattern, a.method) < std::tie(b.pattern, b.method);
  });
  return all;
}

}  // namespace veza::http
