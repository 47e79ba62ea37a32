#include "provider/provider.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "jose/jws.h"
#include "rules/url.h"

namespace veza::oauth {
namespace {

struct Preset {
  Kind kind;
  std::string_view word;
  Endpoints endpoints;
  std::vector<std::string> scopes;
};

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all{
      {Kind::oidc, "oidc", {}, {"openid", "email", "profile"}},
      {Kind::github,
       "github",
       {"https://github.com/login/oauth/authorize", "https://github.com/login/oauth/access_token",
        "https://api.github.com/user", "https://api.github.com/user/emails"},
       {"read:user", "user:email"}},
      {Kind::discord,
       "discord",
       {"https://discord.com/oauth2/authorize", "https://discord.com/api/oauth2/token",
        "https://discord.com/api/users/@me", ""},
       {"identify", "email"}},
      {Kind::spotify,
       "spotify",
       {"https://accounts.spotify.com/authorize", "https://accounts.spotify.com/api/token",
        "https://api.spotify.com/v1/me", ""},
       {"user-read-email"}},
  };
  return all;
}

// Reads the members of an object, each once; says what is left over, and the first problem.
class Members {
 public:
  explicit Members(const Json& json) : json_(json) {}

  std::string text(const std::string& key, const std::string& otherwise = "") {
    const Json* value = take(key);
    if (!value) return otherwise;
    if (!value->is_string() || value->get_ref<const std::string&>().empty()) return wrong(key, "must be a text"), "";
    return value->get<std::string>();
  }
  bool flag(const std::string& key, bool otherwise) {
    const Json* value = take(key);
    if (!value) return otherwise;
    if (!value->is_boolean()) return wrong(key, "must be true or false"), otherwise;
    return value->get<bool>();
  }
  std::vector<std::string> texts(const std::string& key, std::vector<std::string> otherwise) {
    const Json* value = take(key);
    if (!value) return otherwise;
    const bool list = value->is_array() && !value->empty() &&
                      std::all_of(value->begin(), value->end(), [](const Json& each) { return each.is_string(); });
    if (!list) return wrong(key, "must be a list of texts"), otherwise;
    return value->get<std::vector<std::string>>();
  }
  const Json* object(const std::string& key) {
    const Json* value = take(key);
    if (value && !value->is_object()) wrong(key, "must be an object");
    return value && value->is_object() ? value : nullptr;
  }
  void wrong(const std::string& key, const std::string& what) {
    if (problem_.empty()) problem_ = key + " " + what;
  }
  std::string problem() {
    for (const auto& [key, value] : json_.items()) {
      if (!known_.contains(key)) wrong(key, "is not known");
    }
    return problem_;
  }

 private:
  const Json* take(const std::string& key) {
    known_.insert(key);
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }

  const Json& json_;
  std::set<std::string> known_;
  std::string problem_;
};

void read_roles(Members& in, RoleMap& roles) {
  const Json* json = in.object("roles");
  if (!json) return;
  Members members(*json);
  roles.claim = members.text("claim");
  roles.admin = members.flag("allow_admin", false);
  const Json* map = members.object("map");
  if (map) {
    for (const auto& [value, role] : map->items()) {
      if (!role.is_string() || role == "guest") return in.wrong("roles.map." + value, "must be a role of the site");
      if (role == "admin" && !roles.admin)
        return in.wrong("roles.map." + value, "makes admins: say \"allow_admin\": true if the provider may");
      roles.roles[value] = role;
    }
  }
  if (roles.claim.empty() || roles.roles.empty()) return in.wrong("roles", "needs claim and map");
  if (const auto problem = members.problem(); !problem.empty()) in.wrong("roles." + problem, "");
}

void read_endpoints(Members& in, Endpoints& endpoints) {
  const auto read = [&](const std::string& key, std::string& to) {
    to = in.text(key, to);
    if (!to.empty() && !is_endpoint(to))
      in.wrong(key, "must be an https address (http only to this machine), without user name and #");
  };
  read("authorize_url", endpoints.authorize);
  read("token_url", endpoints.token);
  read("user_url", endpoints.user);
  read("emails_url", endpoints.emails);
}

void read_secret(Members& in, ReadFile read_file, std::string& secret) {
  secret = in.text("client_secret");
  const std::string file = in.text("client_secret_file");
  if (file.empty()) return;
  if (!secret.empty()) return in.wrong("client_secret_file", "stands beside client_secret; choose one");
  try {
    secret = read_file(file);
  } catch (const std::runtime_error& error) {
    return in.wrong("client_secret_file", error.what());
  }
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r' || secret.back() == ' ')) secret.pop_back();
  if (secret.empty()) in.wrong("client_secret_file", "names an empty file");
}

}  // namespace

std::string_view name(Kind kind) {
  for (const auto& preset : presets()) {
    if (preset.kind == kind) return preset.word;
  }
  return "";
}

bool is_provider_id(std::string_view text) {
  return !text.empty() && text.size() <= 32 && text.front() >= 'a' && text.front() <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == text.npos;
}

std::variant<Provider, std::string> parse_provider(const Json& json, ReadFile read_file) {
  if (!json.is_object()) return std::string("a provider must be a JSON object");
  Members in(json);
  Provider provider;
  provider.id = in.text("id");
  if (!is_provider_id(provider.id)) in.wrong("id", "must be 1 to 32 characters of a-z, 0-9 and -, a letter first");
  const std::string kind = in.text("kind", "oidc");
  const auto preset = std::find_if(presets().begin(), presets().end(), [&](const auto& p) { return p.word == kind; });
  if (preset == presets().end())
    return "the provider \"" + provider.id + "\": kind must be oidc, github, discord or spotify";
  provider.kind = preset->kind;
  provider.endpoints = preset->endpoints;
  provider.name = in.text("name", provider.id);
  if (provider.name.size() > 60) in.wrong("name", "must have at most 60 bytes");
  provider.client_id = in.text("client_id");
  if (provider.client_id.empty()) in.wrong("client_id", "is missing");
  read_secret(in, read_file, provider.client_secret);
  provider.scopes = in.texts("scopes", preset->scopes);
  if (provider.kind == Kind::oidc) {
    provider.issuer = in.text("issuer");
    if (!is_endpoint(provider.issuer) || provider.issuer.find('?') != std::string::npos)
      in.wrong("issuer", "must be an https address (http only to this machine), without user name, ? and #");
    if (std::find(provider.scopes.begin(), provider.scopes.end(), "openid") == provider.scopes.end())
      in.wrong("scopes", "must hold openid");
    provider.algorithms = in.texts("algorithms", provider.algorithms);
    if (!std::all_of(provider.algorithms.begin(), provider.algorithms.end(), is_known_algorithm))
      in.wrong("algorithms", "must be of RS256, ES256 and EdDSA");
  } else {
    read_endpoints(in, provider.endpoints);
    if (provider.client_secret.empty()) in.wrong("client_secret", "is missing");
  }
  provider.sign_up = in.flag("sign_up", true);
  provider.trust_email = in.flag("trust_email", false);
  provider.trust_second_factor = in.flag("trust_second_factor", false);
  provider.remember = in.flag("remember", false);
  read_roles(in, provider.roles);
  if (const auto problem = in.problem(); !problem.empty()) return "the provider \"" + provider.id + "\": " + problem;
  return provider;
}

}  // namespace veza::oauth
