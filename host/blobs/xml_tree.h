// XML from a server, as a small tree, over libexpat. A server is not trusted: no document types (so no entities of
// its own making), bounded depth and number of elements.
#pragma once
#include <list>
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::blobs {

struct XmlNode {
  std::string name;  // without its namespace prefix
  std::string text;  // of the element itself, pieces joined
  std::list<XmlNode> children;

  // The first child of that name; null when there is none.
  const XmlNode* child(std::string_view child_name) const;
  // Its text, trimmed; "" when there is none.
  std::string text_of(std::string_view child_name) const;
};

// The root. Errors (invalid): not well-formed, a DOCTYPE, deeper than 16, more than 50 000 elements.
base::Result<XmlNode> parse_xml(std::string_view bytes);

}  // namespace veza::blobs
