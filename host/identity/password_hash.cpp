#include "identity/password_hash.h"

#include <argon2.h>
#include <sys/mman.h>

#include <array>
#include <semaphore>

#include "base/crypto.h"

namespace veza::identity {
namespace {

constexpr size_t salt_bytes = 16;
constexpr size_t hash_bytes = 32;

// malloc would keep 19 MiB in its heap once its adaptive mmap threshold has risen; the system gets it back this way.
int map_memory(uint8_t** memory, size_t bytes) {
  void* mapped = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return ARGON2_MEMORY_ALLOCATION_ERROR;
  *memory = static_cast<uint8_t*>(mapped);
  return ARGON2_OK;
}
void unmap_memory(uint8_t* memory, size_t bytes) { munmap(memory, bytes); }

struct Parsed {
  HashCost cost;
  std::string salt;
  std::string hash;
};

std::string base64(std::string_view data) {
  std::string text = base::base64url(data);
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  return text;
}
std::optional<std::string> unbase64(std::string_view text) {
  std::string url(text);
  for (char& c : url) {
    if (c == '-' || c == '_') return std::nullopt;
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  }
  return base::base64url_decode(url);
}

std::string encode(const Parsed& parsed) {
  return "$argon2id$v=19$m=" + std::to_string(parsed.cost.memory_kib) + ",t=" + std::to_string(parsed.cost.passes) +
         ",p=1$" + base64(parsed.salt) + "$" + base64(parsed.hash);
}

std::optional<Parsed> parse(const std::string& encoded) {
  Parsed out;
  int at = 0;
  if (encoded.size() > 200) return std::nullopt;
  if (std::sscanf(encoded.c_str(), "$argon2id$v=19$m=%8u,t=%4u,p=1$%n", &out.cost.memory_kib, &out.cost.passes, &at) !=
          2 ||
      at == 0)
    return std::nullopt;
  const std::string_view rest = std::string_view(encoded).substr(static_cast<size_t>(at));
  const size_t dollar = rest.find('$');
  if (dollar == std::string_view::npos) return std::nullopt;
  auto salt = unbase64(rest.substr(0, dollar));
  auto hash = unbase64(rest.substr(dollar + 1));
  if (!salt || !hash || salt->size() < 8 || hash->size() < 16) return std::nullopt;
  // A stored cost far above ours would be a way to exhaust the host.
  if (out.cost.memory_kib < 8 || out.cost.memory_kib > 262'144 || out.cost.passes < 1 || out.cost.passes > 32)
    return std::nullopt;
  out.salt = std::move(*salt);
  out.hash = std::move(*hash);
  return out;
}

bool compute(std::string_view password, Parsed& io) {
  argon2_context context{};
  context.out = reinterpret_cast<uint8_t*>(io.hash.data());
  context.outlen = static_cast<uint32_t>(io.hash.size());
  // The library only reads the password: ARGON2_FLAG_CLEAR_PASSWORD is not set.
  context.pwd = reinterpret_cast<uint8_t*>(const_cast<char*>(password.data()));
  context.pwdlen = static_cast<uint32_t>(password.size());
  context.salt = reinterpret_cast<uint8_t*>(io.salt.data());
  context.saltlen = static_cast<uint32_t>(io.salt.size());
  context.t_cost = io.cost.passes;
  context.m_cost = io.cost.memory_kib;
  context.lanes = 1;
  context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.allocate_cbk = map_memory;
  context.free_cbk = unmap_memory;
  return argon2id_ctx(&context) == ARGON2_OK;
}

}  // namespace

struct PasswordHasher::Impl {
  HashCost cost;
  mutable std::counting_semaphore<64> slots;
  std::string decoy;  // what an unknown account's password is compared with

  Impl(HashCost c, int at_once) : cost(c), slots(at_once) {
    Parsed parsed{cost, std::string(salt_bytes, '\0'), std::string(hash_bytes, '\0')};
    base::random_bytes(reinterpret_cast<unsigned char*>(parsed.salt.data()), parsed.salt.size());
    base::random_bytes(reinterpret_cast<unsigned char*>(parsed.hash.data()), parsed.hash.size());
    decoy = encode(parsed);
  }

  bool run(std::string_view password, Parsed& io) const {
    slots.acquire();
    const bool done = compute(password, io);
    slots.release();
    return done;
  }
};

PasswordHasher::PasswordHasher(HashCost cost, int at_once) : impl_(std::make_unique<Impl>(cost, at_once)) {}
PasswordHasher::~PasswordHasher() = default;

base::Result<std::string> PasswordHasher::hash(std::string_view password) const {
  Parsed parsed{impl_->cost, std::string(salt_bytes, '\0'), std::string(hash_bytes, '\0')};
  base::random_bytes(reinterpret_cast<unsigned char*>(parsed.salt.data()), parsed.salt.size());
  if (!impl_->run(password, parsed))
    return base::fail(base::Code::unavailable, "there is not enough memory to store a password; try again later");
  return encode(parsed);
}

bool PasswordHasher::verify(std::string_view password, const std::string& encoded) const {
  auto known = parse(encoded);
  const bool real = known.has_value();
  if (!real) known = parse(impl_->decoy);
  Parsed computed{known->cost, known->salt, std::string(known->hash.size(), '\0')};
  const bool done = impl_->run(password, computed);
  return base::equal_constant_time(computed.hash, known->hash) && done && real;
}

bool PasswordHasher::outdated(std::string_view encoded) const {
  const auto known = parse(std::string(encoded));
  return !known || known->cost.memory_kib != impl_->cost.memory_kib || known->cost.passes != impl_->cost.passes;
}

}  // namespace veza::identity
