#include "http/openapi.h"

#include <filesystem>

#include "base/file.h"
#include "base/guarded.h"
#include "http/openapi_check.h"
#include "http/openapi_page.h"

namespace veza::http {
namespace {

using base::Code;
using base::Json;

struct Fragment {
  std::string owner;
  Json content;
};

Json skeleton(const OpenApiInfo& info) {
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", info.title},
            {"version", info.version},
            {"description", "A self-hosted media server for music communities."},
            {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
          {"servers", Json::array({{{"url", info.base_path.empty() ? "/" : info.base_path}}})},
          {"security", Json::array({{{"bearer", Json::array()}}, {{"cookie", Json::array()}}, Json::object()})},
          {"tags", Json::array()},
          {"paths", Json::object()},
          {"components", Json::object()}};
}

// Who described what, for the sentence of a conflict.
using Origins = std::map<std::string, std::string>;

base::Status taken(const Origins& origins, const std::string& what, const std::string& by) {
  return base::fail(Code::conflict, what + " of " + by + " is described by " + origins.at(what) + " already");
}

base::Status merge_paths(Json& document, Origins& origins, const Fragment& fragment) {
  for (const auto& [path, item] : member(fragment.content, "paths").items()) {
    for (const auto& [key, value] : item.items()) {
      Json& into = document["paths"][path];
      if (!is_operation(key)) {
        if (!into.contains(key)) into[key] = value;
        continue;
      }
      const std::string name = key + " " + path;
      const std::string id = "operationId " + value["operationId"].get<std::string>();
      for (const std::string& what : {name, id}) {
        if (!origins.emplace(what, fragment.owner).second) return taken(origins, what, fragment.owner);
      }
      into[key] = value;
    }
  }
  return {};
}

base::Status merge_components(Json& document, Origins& origins, const Fragment& fragment) {
  for (const auto& [section, items] : member(fragment.content, "components").items()) {
    for (const auto& [name, value] : items.items()) {
      Json& into = document["components"][section];
      const std::string what = section + "/" + name;
      if (!origins.emplace(what, fragment.owner).second && into[name] != value) {
        return taken(origins, what, fragment.owner);
      }
      into[name] = value;
    }
  }
  return {};
}

void merge_tags(Json& document, const Fragment& fragment) {
  for (const auto& tag : member(fragment.content, "tags")) {
    const bool known = std::any_of(document["tags"].begin(), document["tags"].end(),
                                   [&](const Json& other) { return other["name"] == tag["name"]; });
    if (!known) document["tags"].push_back(tag);
  }
}

base::Result<Json> merge(const OpenApiInfo& info, const std::vector<Fragment>& fragments) {
  Json document = skeleton(info);
  Origins origins;
  for (const Fragment& fragment : fragments) {
    if (auto merged = merge_paths(document, origins, fragment); !merged) return tl::unexpected(merged.error());
    if (auto merged = merge_components(document, origins, fragment); !merged) return tl::unexpected(merged.error());
    merge_tags(document, fragment);
  }
  return document;
}

struct State {
  std::vector<Fragment> fragments;
  Json document;
  net::SharedText text;  // rendered when first asked for
  net::SharedText page;

  void show(Json merged) {
    document = std::move(merged);
    text.reset();
    page.reset();
  }
};

}  // namespace

struct OpenApi::Impl {
  OpenApiInfo info;
  base::Guarded<State> state;
};

OpenApi::OpenApi(OpenApiInfo info) : impl_(std::make_unique<Impl>()) {
  impl_->info = std::move(info);
  impl_->state.with([&](State& state) { state.show(skeleton(impl_->info)); });
}
OpenApi::~OpenApi() = default;

base::Status OpenApi::add_fragment(const std::string& owner, const Json& fragment) {
  const std::string doing = "reading the OpenAPI fragment of " + owner;
  if (auto checked = check_fragment(fragment); !checked) return base::fail_while(doing, checked.error());
  return impl_->state.with([&](State& state) -> base::Status {
    std::vector<Fragment> next = state.fragments;
    next.push_back({owner, fragment});
    auto merged = merge(impl_->info, next);
    if (!merged) return base::fail_while(doing, merged.error());
    state.fragments = std::move(next);
    state.show(std::move(*merged));
    return {};
  });
}

base::Status OpenApi::add_fragment_text(const std::string& owner, std::string_view text) {
  auto fragment = base::parse_json(text);
  if (!fragment) return base::fail_while("reading the OpenAPI fragment of " + owner, fragment.error());
  return add_fragment(owner, *fragment);
}

base::Status OpenApi::add_folder(const std::string& path) {
  std::error_code failed;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, failed)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  if (failed) return base::fail(base::errno_error("cannot list the folder " + path, failed.value()));
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const auto text = base::read_file(file.string());
    if (!text) return tl::unexpected(text.error());
    if (auto added = add_fragment_text(file.stem().string(), *text); !added) return added;
  }
  return {};
}

void OpenApi::remove_owner(std::string_view owner) {
  impl_->state.with([&](State& state) {
    std::erase_if(state.fragments, [&](const Fragment& fragment) { return fragment.owner == owner; });
    // What is left was merged before, so it merges now.
    if (auto merged = merge(impl_->info, state.fragments)) state.show(std::move(*merged));
  });
}

Json OpenApi::document() const {
  return impl_->state.with([](const State& state) { return state.document; });
}

net::SharedText OpenApi::text() const {
  return impl_->state.with([](State& state) {
    if (!state.text) state.text = std::make_shared<const std::string>(base::to_text(state.document));
    return state.text;
  });
}

net::SharedText OpenApi::page() const {
  return impl_->state.with([](State& state) {
    if (!state.page) state.page = std::make_shared<const std::string>(openapi_page(state.document));
    return state.page;
  });
}

}  // namespace veza::http
