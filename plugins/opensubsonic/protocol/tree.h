// An answer before it is written: one tree for JSON and XML. The protocol was XML first, so that what is an attribute,
// a text or a list there has to be said once, here.
#pragma once
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace veza::opensubsonic {

using Scalar = std::variant<std::string, int64_t, bool, double>;

class Node {
 public:
  // JSON member and XML attribute.
  Node& set(std::string_view name, std::string_view text) { return add(name, As::attribute, std::string(text)); }
  Node& set(std::string_view name, const char* text) { return set(name, std::string_view(text)); }
  Node& set(std::string_view name, const std::string& text) { return set(name, std::string_view(text)); }
  Node& set(std::string_view name, int64_t number) { return add(name, As::attribute, number); }
  Node& set(std::string_view name, int number) { return set(name, int64_t{number}); }
  Node& set(std::string_view name, bool truth) { return add(name, As::attribute, truth); }
  Node& set(std::string_view name, double number) { return add(name, As::attribute, number); }
  template <class T>
  Node& set(std::string_view name, const std::optional<T>& value) {
    return value ? set(name, *value) : *this;
  }
  // JSON member "value", in XML the element's own text.
  Node& value(std::string_view text) { return add("value", As::text, std::string(text)); }
  // JSON member, in XML an element that holds the text.
  Node& leaf(std::string_view name, std::string_view text) { return add(name, As::leaf, std::string(text)); }
  // JSON object, XML element. The reference stays good while this Node is where it is.
  Node& node(std::string_view name);
  // JSON list, also of none; in XML one element each.
  std::vector<Node>& list(std::string_view name);
  // The same of plain values: an element with the value as text.
  Node& values(std::string_view name, std::vector<Scalar> values);

  enum class As { attribute, text, leaf, node, list, values };
  struct Field;
  const std::list<Field>& fields() const { return fields_; }
  // The field of that name, or null.
  const Field* find(std::string_view name) const;

 private:
  Node& add(std::string_view name, As as, Scalar scalar);
  std::list<Field> fields_;
};

struct Node::Field {
  std::string name;
  As as = As::attribute;
  Scalar scalar = {};
  std::vector<Node> nodes = {};
  std::vector<Scalar> values = {};
};

// `root` is the content of "subsonic-response".
std::string to_json_text(const Node& root);
std::string to_xml_text(const Node& root);

// Whether a page may name its function so: names with dots between (JSONP).
bool is_callback(std::string_view name);

}  // namespace veza::opensubsonic
