// What a browser sends, taken apart.
#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "base/text.h"
#include "identity/cbor_shape.h"
#include "identity/webauthn.h"

namespace veza::identity {
namespace {

constexpr size_t head_size = 37;  // RP id hash, flags, counter
constexpr size_t longest_id = 1023;

auto invalid(std::string what) { return base::fail(base::Code::invalid, std::move(what)); }

uint32_t big_endian(std::string_view bytes) {
  uint32_t number = 0;
  for (const char byte : bytes) number = (number << 8) | static_cast<unsigned char>(byte);
  return number;
}

// A member of base64url text, decoded.
base::Result<std::string> bytes_of(const base::Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return invalid(std::string(name) + " is missing");
  auto bytes = base::base64url_decode(found->get_ref<const std::string&>());
  if (!bytes || bytes->empty()) return invalid(std::string(name) + " is not base64url");
  return std::move(*bytes);
}

// The `response` within, and the credential's id.
base::Result<const base::Json*> response_of(const base::Json& credential, std::string& id) {
  if (!credential.is_object()) return invalid("the credential is no object");
  const auto type = credential.find("type");
  if (type == credential.end() || *type != "public-key") return invalid("the credential's type is not public-key");
  auto raw = bytes_of(credential, "id");
  if (!raw) return base::fail(raw.error());
  if (raw->size() > longest_id) return invalid("the credential's id is too long");
  if (credential.contains("rawId") && credential["rawId"] != credential["id"])
    return invalid("the credential's two ids differ");
  id = std::move(*raw);
  const auto response = credential.find("response");
  if (response == credential.end() || !response->is_object()) return invalid("the credential's response is missing");
  return &*response;
}

}  // namespace

base::Result<ClientData> parse_client_data(std::string_view json) {
  const auto parsed = base::parse_json(json);
  if (!parsed || !parsed->is_object()) return invalid("the client data is no JSON object");
  ClientData data;
  for (const auto& [name, into] :
       {std::pair("type", &data.type), std::pair("challenge", &data.challenge), std::pair("origin", &data.origin)}) {
    const auto found = parsed->find(name);
    if (found == parsed->end() || !found->is_string())
      return invalid("the client data has no " + std::string(name) + " of text");
    *into = found->get<std::string>();
  }
  if (const auto cross = parsed->find("crossOrigin"); cross != parsed->end()) {
    if (!cross->is_boolean()) return invalid("the client data's crossOrigin is no boolean");
    data.cross_origin = cross->get<bool>();
  }
  return data;
}

base::Result<AuthenticatorData> parse_authenticator_data(std::string_view bytes) {
  if (bytes.size() < head_size) return invalid("the authenticator data is cut off");
  AuthenticatorData data;
  data.rp_id_hash = bytes.substr(0, 32);
  const auto flags = static_cast<unsigned char>(bytes[32]);
  data.user_present = (flags & 0x01) != 0;
  data.user_verified = (flags & 0x04) != 0;
  data.backup_eligible = (flags & 0x08) != 0;
  data.backed_up = (flags & 0x10) != 0;
  data.has_credential = (flags & 0x40) != 0;
  data.has_extensions = (flags & 0x80) != 0;
  data.sign_count = big_endian(bytes.substr(33, 4));
  if (data.backed_up && !data.backup_eligible) return invalid("the authenticator's backup flags contradict each other");
  std::string_view rest = bytes.substr(head_size);
  if (data.has_credential) {
    // AAGUID, the id's length, the id, the key.
    if (rest.size() < 18) return invalid("the attested credential is cut off");
    const size_t id_size = big_endian(rest.substr(16, 2));
    rest.remove_prefix(18);
    if (id_size == 0 || id_size > longest_id || id_size > rest.size())
      return invalid("the attested credential's id has an impossible length");
    data.credential_id = rest.substr(0, id_size);
    rest.remove_prefix(id_size);
    const auto key = cbor_item_size(rest);
    if (!key) return base::fail_while("reading the credential's key", key.error());
    rest.remove_prefix(*key);
  }
  if (data.has_extensions) {
    const auto extensions = cbor_item_size(rest);
    if (!extensions) return base::fail_while("reading the authenticator's extensions", extensions.error());
    rest.remove_prefix(*extensions);
  }
  if (!rest.empty()) return invalid("the authenticator data goes on after its end");
  return data;
}

base::Result<RegistrationResponse> read_registration(const base::Json& credential) {
  RegistrationResponse out;
  const auto response = response_of(credential, out.id);
  if (!response) return base::fail(response.error());
  auto client_data = bytes_of(**response, "clientDataJSON");
  if (!client_data) return base::fail(client_data.error());
  auto attestation = bytes_of(**response, "attestationObject");
  if (!attestation) return base::fail(attestation.error());
  out.client_data = std::move(*client_data);
  out.attestation_object = std::move(*attestation);
  constexpr std::array<std::string_view, 6> known{"usb", "nfc", "ble", "hybrid", "internal", "smart-card"};
  if (const auto transports = (*response)->find("transports"); transports != (*response)->end()) {
    if (!transports->is_array()) return invalid("the transports are no list");
    for (const std::string_view name : known)
      if (std::find(transports->begin(), transports->end(), base::Json(name)) != transports->end())
        out.transports.emplace_back(name);
  }
  return out;
}

base::Result<AssertionResponse> read_assertion(const base::Json& credential) {
  AssertionResponse out;
  const auto response = response_of(credential, out.id);
  if (!response) return base::fail(response.error());
  for (const auto& [name, into] :
       {std::pair("clientDataJSON", &out.client_data), std::pair("authenticatorData", &out.authenticator_data),
        std::pair("signature", &out.signature)}) {
    auto bytes = bytes_of(**response, name);
    if (!bytes) return base::fail(bytes.error());
    *into = std::move(*bytes);
  }
  const auto handle = (*response)->find("userHandle");
  if (handle != (*response)->end() && !handle->is_null()) {
    if (!handle->is_string()) return invalid("userHandle is no text");
    out.user_handle = base::base64url_decode(handle->get_ref<const std::string&>());
    if (!out.user_handle) return invalid("userHandle is not base64url");
  }
  return out;
}

base::Result<RelyingParty> relying_party(std::string_view url, std::string_view name) {
  const std::string lower = base::lower_ascii(url);
  std::string_view rest = lower;
  const bool tls = rest.starts_with("https://");
  if (!tls && !rest.starts_with("http://")) return invalid(std::string(url) + " is no http or https address");
  const std::string_view scheme = tls ? "https://" : "http://";
  rest.remove_prefix(scheme.size());
  rest = rest.substr(0, rest.find_first_of("/?#"));
  const size_t colon = rest.rfind(':');
  const std::string_view host = rest.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? "" : rest.substr(colon + 1);
  const bool is_name =
      !host.empty() && host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string_view::npos;
  // The last part of an IPv4 address is a number, that of a name never (RFC 3696 section 2).
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (!is_name || last.find_first_not_of("0123456789") == std::string_view::npos)
    return invalid("passkeys need a site with a host name; " + std::string(url) + " has none");
  RelyingParty rp{std::string(host), std::string(scheme).append(host), std::string(name)};
  if (!port.empty() && port != (tls ? "443" : "80")) rp.origin.append(":").append(port);
  return rp;
}

}  // namespace veza::identity
