#include <nlohmann/json.hpp>

#include "protocol/tree.h"

namespace veza::opensubsonic {
namespace {

using Out = nlohmann::ordered_json;

Out written(const Scalar& scalar) {
  return std::visit([](const auto& value) { return Out(value); }, scalar);
}

Out written(const Node& node) {
  Out out = Out::object();
  for (const auto& field : node.fields()) {
    Out& to = out[field.name];
    switch (field.as) {
      case Node::As::node:
        to = written(field.nodes.front());
        break;
      case Node::As::list:
        to = Out::array();
        for (const auto& each : field.nodes) to.push_back(written(each));
        break;
      case Node::As::values:
        to = Out::array();
        for (const auto& each : field.values) to.push_back(written(each));
        break;
      case Node::As::attribute:
      case Node::As::text:
      case Node::As::leaf:
        to = written(field.scalar);
    }
  }
  return out;
}

}  // namespace

std::string to_json_text(const Node& root) {
  Out out;
  out["subsonic-response"] = written(root);
  return out.dump(-1, ' ', false, Out::error_handler_t::replace);
}

}  // namespace veza::opensubsonic
