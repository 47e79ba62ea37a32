#include "protocol/tree.h"

#include <algorithm>

namespace veza::opensubsonic {

Node& Node::add(std::string_view name, As as, Scalar scalar) {
  Field field;
  field.name = name;
  field.as = as;
  field.scalar = std::move(scalar);
  fields_.push_back(std::move(field));
  return *this;
}

Node& Node::node(std::string_view name) {
  Field field;
  field.name = name;
  field.as = As::node;
  field.nodes.resize(1);
  fields_.push_back(std::move(field));
  return fields_.back().nodes.front();
}

std::vector<Node>& Node::list(std::string_view name) {
  Field field;
  field.name = name;
  field.as = As::list;
  fields_.push_back(std::move(field));
  return fields_.back().nodes;
}

Node& Node::values(std::string_view name, std::vector<Scalar> values) {
  Field field;
  field.name = name;
  field.as = As::values;
  field.values = std::move(values);
  fields_.push_back(std::move(field));
  return *this;
}

const Node::Field* Node::find(std::string_view name) const {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const Field& field) { return field.name == name; });
  return found == fields_.end() ? nullptr : &*found;
}

bool is_callback(std::string_view name) {
  if (name.empty() || name.size() > 100 || name.front() == '.' || name.back() == '.') return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; };
  for (size_t i = 0; i < name.size(); ++i) {
    const bool begins = i == 0 || name[i - 1] == '.';
    const bool digit = name[i] >= '0' && name[i] <= '9';
    if (!letter(name[i]) && !(begins ? false : digit || name[i] == '.')) return false;
  }
  return true;
}

}  // namespace veza::opensubsonic
