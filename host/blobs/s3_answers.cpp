#include "blobs/s3_answers.h"

#include <ctime>

#include "base/text.h"
#include "blobs/xml_tree.h"

namespace veza::blobs {
namespace {

using base::Code;

// One line for a person, whatever the server put there.
std::string line(std::string text) {
  if (!base::is_utf8(text)) return {};
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  if (text.size() > 200) {
    text.resize(200);
    while (!text.empty() && !base::is_utf8(text)) text.pop_back();
  }
  return text;
}

S3Fault fault_of(const XmlNode& root) {
  return {line(root.text_of("Code")), line(root.text_of("Message")), line(root.text_of("Region")),
          line(root.text_of("Endpoint"))};
}

// "2009-10-12T17:50:30.000Z"; 0 when it is not.
int64_t time_ms(const std::string& text) {
  std::tm parts{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (!rest) return 0;
  int64_t ms = 0;
  if (*rest == '.') ms = base::to_int(std::string_view(rest + 1).substr(0, 3)).value_or(0);
  return static_cast<int64_t>(::timegm(&parts)) * 1000 + ms;
}

base::Result<XmlNode> document(std::string_view xml, std::string_view root_name) {
  auto root = parse_xml(xml);
  if (!root) return base::fail(root.error());
  if (root->name != root_name) {
    return base::fail(Code::invalid, "the XML is no " + std::string(root_name) + " but <" + line(root->name) + ">");
  }
  return root;
}

}  // namespace

base::Result<S3Page> parse_page(std::string_view xml) {
  const auto root = document(xml, "ListBucketResult");
  if (!root) return base::fail(root.error());
  const bool encoded = root->text_of("EncodingType") == "url";
  S3Page page;
  for (const XmlNode& node : root->children) {
    if (node.name != "Contents") continue;
    std::string key = node.text_of("Key");
    const auto size = base::to_int(node.text_of("Size"));
    if (key.empty() || !size || *size < 0) {
      return base::fail(Code::invalid, "the list has an object without a key or size");
    }
    // What cannot be decoded is no key of ours, and is left as it came.
    if (auto decoded = encoded ? base::percent_decode(key, true) : std::nullopt) key = std::move(*decoded);
    page.objects.push_back({std::move(key), static_cast<uint64_t>(*size), time_ms(node.text_of("LastModified"))});
  }
  const std::string truncated = root->text_of("IsTruncated");
  if (truncated != "true" && truncated != "false") {
    return base::fail(Code::invalid, "the list does not say whether it goes on");
  }
  if (truncated == "true") {
    page.next = root->text_of("NextContinuationToken");
    if (page.next.empty() || page.next.size() > 4096) {
      return base::fail(Code::invalid, "the list goes on, but does not say where");
    }
  }
  return page;
}

S3Fault parse_fault(std::string_view xml) {
  const auto root = document(xml, "Error");
  return root ? fault_of(*root) : S3Fault{};
}

base::Result<std::string> parse_upload_id(std::string_view xml) {
  const auto root = document(xml, "InitiateMultipartUploadResult");
  if (!root) return base::fail(root.error());
  std::string id = root->text_of("UploadId");
  if (id.empty() || id.size() > 2048) return base::fail(Code::invalid, "the answer has no UploadId");
  return id;
}

base::Result<std::vector<std::string>> parse_undeleted(std::string_view xml) {
  const auto root = document(xml, "DeleteResult");
  if (!root) return base::fail(root.error());
  std::vector<std::string> left;
  for (const XmlNode& node : root->children) {
    if (node.name != "Error") continue;
    const std::string code = line(node.text_of("Code"));
    if (code != "NoSuchKey") left.push_back(line(node.text_of("Key")) + ": " + code);
  }
  return left;
}

base::Result<S3Completed> parse_completed(std::string_view xml) {
  auto root = parse_xml(xml);
  if (!root) return base::fail(root.error());
  if (root->name == "Error") {
    S3Completed failed{{}, fault_of(*root)};
    if (failed.fault.code.empty()) failed.fault.code = "InternalError";
    return failed;
  }
  if (root->name != "CompleteMultipartUploadResult") {
    return base::fail(Code::invalid, "the XML is no CompleteMultipartUploadResult but <" + line(root->name) + ">");
  }
  return S3Completed{line(root->text_of("ETag")), {}};
}

}  // namespace veza::blobs
