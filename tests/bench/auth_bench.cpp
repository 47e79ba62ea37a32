// What it costs to find out who asks, on the reactor thread, for each request. Prints `name value` lines in
// microseconds a call, the medians of rounds that alternate with what they are compared with: the same proof with
// OpenSSL alone.
//
//     build/release/bin/auth_bench
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/crypto.h"
#include "base/id.h"
#include "data/measure.h"
#include "data/sqlite.h"
#include "identity/identity.h"
#include "identity/living_tokens.h"
#include "identity/migrations.h"

namespace {

using namespace veza;
using bench::give_up;
using bench::must;

void require(bool truth, const char* what) {
  if (!truth) give_up(what);
}

void compare(const std::string& name, int calls, std::function<void(int)> ours, std::function<void(int)> raw) {
  bench::side_by_side(15, calls, {{name + "_check_us", std::move(ours)}, {name + "_raw_us", std::move(raw)}});
}

// A signature of the size and kind of a token's.
struct RawRsa {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_RSA_gen(2048), &EVP_PKEY_free};
  std::string text = std::string(600, 'x');
  std::string signature;

  RawRsa() {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    size_t size = 256;
    signature.resize(size);
    require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1, "sign");
    require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1,
            "sign");
  }
  void verify() const {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    require(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1, "verify");
    require(EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                             reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1,
            "verify");
  }
};

}  // namespace

int main() {
  const std::string folder = std::filesystem::temp_directory_path().string() + "/veza-bench-" + base::random_token(9);
  std::filesystem::create_directories(folder);
  {
    auto db = must(data::open_sqlite({.path = folder + "/veza.db"}));
    must(data::migrate(*db, {identity::migrations()}));
    auto keys = must(identity::SigningKeys::open(*db, base::now_ms, 960'000));
    const identity::RoleBook roles(*db);
    identity::Revocations revocations(960'000);
    const identity::AccessTokens tokens({}, *keys, revocations, roles, base::now_ms);

    const auto issue = [&] { return must(tokens.issue({base::new_id(), "somebody", "user", base::new_id()})); };
    const auto one = issue();
    require(tokens.check(one).has_value(), "a good token is refused");
    std::unordered_map<std::string, http::PrincipalPtr> plain{{one, *tokens.check(one)}};
    compare(
        "cached", 20'000, [&](int) { require(tokens.check(one).has_value(), "refused"); },
        [&](int) { require(http::PrincipalPtr(plain.find(one)->second) != nullptr, "lost"); });

    // Each token once: it is in nobody's memory yet.
    constexpr int fresh = 200;
    std::vector<std::string> unseen;
    for (int i = 0; i < fresh * 15; ++i) unseen.push_back(issue());
    const RawRsa rsa;
    compare(
        "jwt", fresh, [&](int i) { require(tokens.check(unseen[static_cast<size_t>(i)]).has_value(), "refused"); },
        [&](int) { rsa.verify(); });

    // Ten thousand tokens, each shown in turn.
    identity::LivingTokens living(roles, base::now_ms);
    std::vector<std::string> texts;
    for (int i = 0; i < 10'000; ++i) {
      texts.push_back(identity::make_personal_token());
      identity::StoredToken stored;
      stored.token.id = base::new_id();
      stored.token.user_id = base::new_id();
      stored.token.scopes = {"account:read"};
      stored.token.expires_at = base::now_ms() + 3'600'000;
      stored.hash = *identity::personal_token_hash(texts.back());
      stored.username = "somebody";
      stored.role = "user";
      living.put(stored);
    }
    unsigned sum = 0;
    compare(
        "pat", 10'000,
        [&](int i) { require(living.check(texts[static_cast<size_t>(i) % texts.size()]).has_value(), "refused"); },
        [&](int i) { sum += base::sha256(texts[static_cast<size_t>(i) % texts.size()])[0]; });
    require(sum > 0, "no sums");
  }
  std::filesystem::remove_all(folder);
  return 0;
}
