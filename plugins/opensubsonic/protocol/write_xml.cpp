#include <Poco/SAX/AttributesImpl.h>
#include <Poco/XML/XMLWriter.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "protocol/tree.h"
#include "protocol/utf8.h"

namespace veza::opensubsonic {
namespace {

std::string text(const Scalar& scalar) {
  if (const auto* words = std::get_if<std::string>(&scalar)) return xml_text(*words);
  // Numbers as in JSON, whatever the locale.
  return std::visit([](const auto& value) { return nlohmann::json(value).dump(); }, scalar);
}

void write(Poco::XML::XMLWriter& to, const std::string& name, const Node& node) {
  Poco::XML::AttributesImpl attributes;
  for (const auto& field : node.fields()) {
    if (field.as == Node::As::attribute)
      attributes.addAttribute("", field.name, field.name, "CDATA", text(field.scalar));
  }
  to.startElement("", name, name, attributes);
  for (const auto& field : node.fields()) {
    switch (field.as) {
      case Node::As::attribute:
        break;
      case Node::As::text:
        to.characters(text(field.scalar));
        break;
      case Node::As::leaf:
        to.dataElement("", field.name, field.name, text(field.scalar));
        break;
      case Node::As::node:
      case Node::As::list:
        for (const auto& each : field.nodes) write(to, field.name, each);
        break;
      case Node::As::values:
        for (const auto& each : field.values) to.dataElement("", field.name, field.name, text(each));
    }
  }
  to.endElement("", name, name);
}

}  // namespace

std::string to_xml_text(const Node& root) {
  std::ostringstream out;
  Poco::XML::XMLWriter writer(out, Poco::XML::XMLWriter::WRITE_XML_DECLARATION);
  writer.startDocument();
  Node with_namespace = root;
  with_namespace.set("xmlns", "http://subsonic.org/restapi");
  write(writer, "subsonic-response", with_namespace);
  writer.endDocument();
  return out.str();
}

}  // namespace veza::opensubsonic
