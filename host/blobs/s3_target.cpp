#include "blobs/s3_target.h"

#include <algorithm>

#include "base/text.h"
#include "blobs/key.h"
#include "blobs/sigv4.h"

namespace veza::blobs {
namespace {

using base::Code;

tl::unexpected<base::Error> wrong(const std::string& what) {
  return base::fail(Code::invalid, "the blob store's address " + what +
                                       ". It reads s3://bucket[/prefix]?endpoint=https://host:port&region=…");
}

bool all_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
  });
}

// Amazon S3 User Guide, "General purpose bucket naming rules"; '_' and capitals of older stores are refused.
bool is_bucket(std::string_view name) {
  return name.size() >= 3 && name.size() <= 63 && all_of(name, ".-") && name.find("..") == name.npos &&
         name.front() != '.' && name.front() != '-' && name.back() != '.' && name.back() != '-';
}

bool is_port(std::string_view text) {
  const auto port = base::to_int(text);
  return port && *port > 0 && *port < 65536 && text.front() != '-';
}

// "host", "host:9000", "[::1]:9000".
bool is_authority(std::string_view text) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos || end == 1 || !all_of(base::lower_ascii(text.substr(1, end - 1)), ":.")) return false;
    port = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    const auto host = base::lower_ascii(text.substr(0, colon));
    if (host.empty() || !all_of(host, ".-_")) return false;
    port = colon == text.npos ? std::string_view() : text.substr(colon);
  }
  return port.empty() || (port.front() == ':' && port.size() > 1 && is_port(port.substr(1)));
}

base::Status set_endpoint(S3Target& target, std::string_view endpoint) {
  if (endpoint.starts_with("https://")) {
    target.https = true;
    endpoint.remove_prefix(8);
  } else if (endpoint.starts_with("http://")) {
    target.https = false;
    endpoint.remove_prefix(7);
  } else {
    return wrong("has an endpoint that begins with neither https:// nor http://");
  }
  if (endpoint.ends_with('/')) endpoint.remove_suffix(1);
  if (!is_authority(endpoint)) return wrong("has an endpoint that is no host with an optional port");
  target.host = endpoint;
  // A default port is not part of the Host field, which is signed.
  const std::string_view standard = target.https ? ":443" : ":80";
  if (target.host.ends_with(standard)) target.host.resize(target.host.size() - standard.size());
  return {};
}

struct Seen {
  bool endpoint = false, region = false, style = false, ca = false;
};

base::Status set_parameter(S3Target& target, Seen& seen, std::string_view parameter) {
  const auto equals = parameter.find('=');
  const std::string_view name = parameter.substr(0, equals);
  const auto value = base::percent_decode(equals == parameter.npos ? "" : parameter.substr(equals + 1));
  if (!value || value->empty()) return wrong("has no value, or a malformed one, for \"" + std::string(name) + "\"");
  const auto once = [](bool& flag) { return std::exchange(flag, true); };
  if (name == "endpoint") {
    if (once(seen.endpoint)) return wrong("names the endpoint twice");
    return set_endpoint(target, *value);
  }
  if (name == "region") {
    if (once(seen.region)) return wrong("names the region twice");
    if (value->size() > 64 || !all_of(*value, "-_")) return wrong("has a region that is none");
    target.region = *value;
    return {};
  }
  if (name == "style") {
    if (once(seen.style)) return wrong("names the style twice");
    if (*value != "path" && *value != "virtual") return wrong("has a style other than path and virtual");
    target.virtual_style = *value == "virtual";
    return {};
  }
  if (name == "ca") {
    if (once(seen.ca)) return wrong("names the ca file twice");
    target.ca_file = *value;
    return {};
  }
  return wrong("has a parameter \"" + std::string(name.substr(0, 40)) +
               "\"; those known are endpoint, region, style and ca");
}

}  // namespace

std::string S3Target::host_field() const { return virtual_style ? bucket + "." + host : host; }

std::string S3Target::path_of(std::string_view key) const {
  const std::string name = key.empty() ? "" : prefix + std::string(key);
  if (virtual_style) return "/" + sigv4::encode_path(name);
  return "/" + bucket + (name.empty() ? "" : "/" + sigv4::encode_path(name));
}

std::string S3Target::describe() const {
  return "bucket " + bucket + (prefix.empty() ? "" : " (below " + prefix + ")") + " at " +
         (https ? "https://" : "http://") + host;
}

base::Result<S3Target> parse_s3_url(std::string_view url) {
  if (!url.starts_with("s3://")) return wrong("does not begin with s3://");
  url.remove_prefix(5);
  if (url.find('#') != url.npos) return wrong("has a '#' in it");
  const auto question = url.find('?');
  const std::string_view where = url.substr(0, question);
  const auto slash = where.find('/');
  S3Target target;
  target.bucket = where.substr(0, slash);
  if (target.bucket.find('@') != std::string::npos) {
    return wrong("holds credentials; they belong into blobs.access_key and blobs.secret_key");
  }
  if (!is_bucket(target.bucket)) return wrong("has no bucket name of 3 to 63 [a-z0-9.-]");
  std::string_view prefix = slash == where.npos ? std::string_view() : where.substr(slash + 1);
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  if (!prefix.empty()) {
    if (prefix.size() > 200 || !check_key(prefix)) return wrong("has a prefix that is no blob key of up to 200 bytes");
    target.prefix = std::string(prefix) + "/";
  }
  Seen seen;
  if (question != url.npos && question + 1 < url.size()) {
    for (const std::string_view parameter : base::split(url.substr(question + 1), '&')) {
      if (auto status = set_parameter(target, seen, parameter); !status) return base::fail(status.error());
    }
  }
  if (!seen.endpoint) {
    target.host = "s3." + target.region + ".amazonaws.com";
    if (!seen.style) target.virtual_style = true;
  }
  if (!target.ca_file.empty() && !target.https) return wrong("names a ca file for an endpoint without TLS");
  return target;
}

}  // namespace veza::blobs
