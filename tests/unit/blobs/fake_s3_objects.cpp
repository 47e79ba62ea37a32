#include "fake_s3_objects.h"

#include "base/markup.h"
#include "base/text.h"
#include "blobs/digest.h"
#include "blobs/xml_tree.h"

namespace veza::blobs::test {
namespace {

std::string field(const std::map<std::string, std::string>& from, const std::string& name) {
  const auto at = from.find(name);
  return at == from.end() ? "" : at->second;
}

FakeObject object_of(const FakeRequest& request) {
  FakeObject object{request.body, "\"" + hex(md5(request.body)) + "\"", {}};
  for (const auto& [name, value] : request.headers) {
    if (name.starts_with("x-amz-meta-")) object.metadata[name] = value;
  }
  return object;
}

}  // namespace

FakeReply refusal(int status, const std::string& code, const std::string& more) {
  return {status,
          {{"Content-Type", "application/xml"}},
          "<Error><Code>" + code + "</Code><Message>because</Message>" + more + "</Error>"};
}

FakeReply FakeObjects::answer(const FakeRequest& request) {
  const auto& query = request.query;
  const std::string upload = field(query, "uploadId");
  if (request.method == "GET" && request.key.empty()) return list(request);
  if (request.method == "GET" || request.method == "HEAD") return read(request);
  if (request.method == "POST" && query.contains("delete")) return remove_many(request);
  if (request.method == "POST" && query.contains("uploads")) {
    const std::string id = "upload-" + std::to_string(++made);
    uploads[id] = {request.key, object_of(request).metadata, {}};
    return {200, {}, "<InitiateMultipartUploadResult><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>"};
  }
  if (!upload.empty() && !uploads.contains(upload)) return refusal(404, "NoSuchUpload");
  if (request.method == "POST" && !upload.empty()) return complete(request);
  if (request.method == "DELETE" && !upload.empty()) {
    uploads.erase(upload);
    return {204};
  }
  if (request.method == "DELETE") {
    objects.erase(request.key);
    return {204};
  }
  if (request.method != "PUT") return refusal(405, "MethodNotAllowed");
  if (field(request.headers, "content-md5") != base64(md5(request.body))) return refusal(400, "BadDigest");
  const FakeObject object = object_of(request);
  if (upload.empty()) {
    objects[request.key] = object;
  } else {
    uploads[upload].parts[std::stoi(field(query, "partNumber"))] = object;
  }
  return {200, {{"ETag", object.etag}}};
}

FakeReply FakeObjects::read(const FakeRequest& request) const {
  const auto at = objects.find(request.key);
  if (at == objects.end()) return refusal(404, "NoSuchKey");
  const FakeObject& object = at->second;
  const std::string match = field(request.headers, "if-match");
  if (!match.empty() && match != object.etag) return refusal(412, "PreconditionFailed");
  FakeReply reply{200, object.metadata, object.bytes};
  reply.headers["ETag"] = object.etag;
  reply.headers["Last-Modified"] = "Wed, 15 Nov 2023 01:02:03 GMT";
  const std::string range = field(request.headers, "range");
  if (range.empty()) return reply;
  const size_t dash = range.find('-');
  const uint64_t first = std::stoull(range.substr(6, dash - 6));
  const uint64_t last = std::min<uint64_t>(std::stoull(range.substr(dash + 1)), object.bytes.size() - 1);
  if (first >= object.bytes.size()) return refusal(416, "InvalidRange");
  reply.status = 206;
  reply.headers["Content-Range"] =
      "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" + std::to_string(object.bytes.size());
  reply.body = object.bytes.substr(first, last - first + 1);
  return reply;
}

FakeReply FakeObjects::list(const FakeRequest& request) const {
  const std::string prefix = field(request.query, "prefix");
  const std::string after = field(request.query, "continuation-token");
  std::string body = "<ListBucketResult><EncodingType>url</EncodingType>";
  size_t count = 0;
  std::string last;
  for (auto at = after.empty() ? objects.lower_bound(prefix) : objects.upper_bound(after); at != objects.end(); ++at) {
    if (!at->first.starts_with(prefix)) break;
    if (count++ == page_size) break;
    last = at->first;
    body += "<Contents><Key>" + base::percent_encode(last) + "</Key><LastModified>2023-11-15T01:02:03.004Z" +
            "</LastModified><Size>" + std::to_string(at->second.bytes.size()) + "</Size></Contents>";
  }
  const bool more = count > page_size;
  body += std::string("<IsTruncated>") + (more ? "true" : "false") + "</IsTruncated>";
  if (more) body += "<NextContinuationToken>" + base::escape_markup(last) + "</NextContinuationToken>";
  return {200, {}, body + "</ListBucketResult>"};
}

FakeReply FakeObjects::remove_many(const FakeRequest& request) {
  const auto asked = parse_xml(request.body);
  if (!asked || field(request.headers, "content-md5") != base64(md5(request.body))) return refusal(400, "MalformedXML");
  for (const auto& node : asked->children) {
    if (node.name == "Object") objects.erase(node.text_of("Key"));
  }
  return {200, {}, "<DeleteResult/>"};
}

FakeReply FakeObjects::complete(const FakeRequest& request) {
  const auto asked = parse_xml(request.body);
  const std::string id = field(request.query, "uploadId");
  const Upload& upload = uploads[id];
  if (!asked || asked->children.size() != upload.parts.size()) return refusal(400, "InvalidPart");
  FakeObject whole{{}, {}, upload.metadata};
  std::string digests;
  auto part = upload.parts.begin();
  for (const auto& node : asked->children) {
    if (node.text_of("PartNumber") != std::to_string(part->first) || node.text_of("ETag") != part->second.etag) {
      return refusal(400, "InvalidPart");
    }
    whole.bytes += part->second.bytes;
    digests += md5(part->second.bytes);
    ++part;
  }
  whole.etag = "\"" + hex(md5(digests)) + "-" + std::to_string(upload.parts.size()) + "\"";
  const std::string etag = whole.etag;
  objects[upload.key] = std::move(whole);
  uploads.erase(id);
  return {
      200,
      {},
      "<CompleteMultipartUploadResult><ETag>" + base::escape_markup(etag) + "</ETag></CompleteMultipartUploadResult>"};
}

}  // namespace veza::blobs::test
