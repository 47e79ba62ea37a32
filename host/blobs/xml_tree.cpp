#include "blobs/xml_tree.h"

#include <expat.h>

#include <memory>
#include <vector>

#include "base/text.h"

namespace veza::blobs {
namespace {

constexpr size_t max_depth = 16;
constexpr size_t max_nodes = 50'000;

struct Builder {
  XML_Parser parser;
  XmlNode root;
  std::vector<XmlNode*> open;
  size_t nodes = 0;
  const char* refused = nullptr;

  void refuse(const char* why) {
    refused = why;
    XML_StopParser(parser, XML_FALSE);
  }
};

// Expat is C: what throws (no memory) must not pass through it.
template <class Use>
void inside(void* data, Use use) noexcept {
  auto& builder = *static_cast<Builder*>(data);
  try {
    if (!builder.refused) use(builder);
  } catch (...) {
    builder.refuse("does not fit into memory");
  }
}

void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char**) {
  inside(data, [&](Builder& builder) {
    if (builder.open.size() >= max_depth) return builder.refuse("is nested too deeply");
    if (++builder.nodes > max_nodes) return builder.refuse("has too many elements");
    XmlNode* node = builder.open.empty() ? &builder.root : &builder.open.back()->children.emplace_back();
    const std::string_view full(name);
    node->name = full.substr(full.rfind(':') + 1);
    builder.open.push_back(node);
  });
}

void XMLCALL on_end(void* data, const XML_Char*) {
  inside(data, [](Builder& builder) { builder.open.pop_back(); });
}

void XMLCALL on_text(void* data, const XML_Char* text, int size) {
  inside(data, [&](Builder& builder) {
    if (!builder.open.empty()) builder.open.back()->text.append(text, static_cast<size_t>(size));
  });
}

void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  inside(data, [](Builder& builder) { builder.refuse("has a DOCTYPE"); });
}

}  // namespace

const XmlNode* XmlNode::child(std::string_view child_name) const {
  for (const XmlNode& node : children) {
    if (node.name == child_name) return &node;
  }
  return nullptr;
}

std::string XmlNode::text_of(std::string_view child_name) const {
  const XmlNode* node = child(child_name);
  return node ? std::string(base::trim(node->text)) : "";
}

base::Result<XmlNode> parse_xml(std::string_view bytes) {
  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate("UTF-8"), &XML_ParserFree);
  Builder builder{parser.get(), {}, {}};
  XML_SetUserData(parser.get(), &builder);
  XML_SetElementHandler(parser.get(), &on_start, &on_end);
  XML_SetCharacterDataHandler(parser.get(), &on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), &on_doctype);
  constexpr size_t longest = 64U << 20;
  if (bytes.size() > longest) return base::fail(base::Code::invalid, "the XML is too long");
  const auto result = XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
  if (builder.refused) return base::fail(base::Code::invalid, std::string("the XML ") + builder.refused);
  if (result != XML_STATUS_OK) {
    return base::fail(base::Code::invalid, std::string("the XML is malformed (") +
                                               XML_ErrorString(XML_GetErrorCode(parser.get())) + ", line " +
                                               std::to_string(XML_GetCurrentLineNumber(parser.get())) + ")");
  }
  return std::move(builder.root);
}

}  // namespace veza::blobs
