// The methods by name. Each file of this folder adds its own.
#pragma once
#include <functional>
#include <map>
#include <string>

#include "protocol/failure.h"
#include "protocol/ids.h"
#include "protocol/params.h"
#include "protocol/tree.h"
#include "shape/shapes.h"
#include "site/site.h"

namespace veza::opensubsonic {

struct Call {
  const Params& params;
  const Site& site;
};

struct Method {
  // One of the two: what goes into "subsonic-response", or a whole answer (a song, a picture).
  std::function<void(const Call& call, Node& out)> fill;
  std::function<Response(const Call& call)> answer;
};

class Methods {
 public:
  void add(const std::string& name, std::function<void(const Call&, Node&)> fill) {
    all_[name] = {std::move(fill), nullptr};
  }
  void add_answer(const std::string& name, std::function<Response(const Call&)> answer) {
    all_[name] = {nullptr, std::move(answer)};
  }
  // Null when there is none.
  const Method* find(const std::string& name) const {
    const auto found = all_.find(name);
    return found == all_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, Method> all_;
};

void add_system_methods(Methods& methods);
void add_browsing_methods(Methods& methods);
void add_list_methods(Methods& methods);
void add_search_methods(Methods& methods);
void add_media_methods(Methods& methods);
void add_playlist_methods(Methods& methods);
void add_annotation_methods(Methods& methods);
void add_queue_methods(Methods& methods);
void add_share_methods(Methods& methods);
void add_user_methods(Methods& methods);

// The extensions that work, as getOpenSubsonicExtensions lists them. Needs no sign-in.
void add_extensions(Node& out);

}  // namespace veza::opensubsonic
