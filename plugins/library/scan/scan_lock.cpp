#include "scan/scan_lock.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <vector>

#include <veza/id.hpp>

namespace veza::library::scan {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

std::string machine() {
  std::array<char, 64> space{};
  const ssize_t size = ::readlink("/proc/self/ns/pid", space.data(), space.size());
  return first_line("/proc/sys/kernel/random/boot_id") + "/" +
         std::string(space.data(), size > 0 ? static_cast<size_t>(size) : 0);
}

// proc(5): the 22nd field of stat, behind a name in brackets that may hold anything.
std::string start_time(const std::string& pid) {
  const auto line = first_line("/proc/" + pid + "/stat");
  const auto end = line.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream fields(line.substr(end + 1));
  std::string field;
  for (int i = 0; i < 20; ++i) fields >> field;
  return field;
}

std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == '/') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

}  // namespace

std::string this_process() {
  const auto pid = std::to_string(::getpid());
  return machine() + "/" + pid + "/" + start_time(pid) + "/" + new_id();
}

bool is_dead(const std::string& holder) {
  const auto of = parts(holder);
  if (of.size() != 5 || of[0] + "/" + of[1] != machine()) return false;
  return start_time(of[2]) != of[3];
}

std::optional<ScanLock> ScanLock::take(const Services& services) {
  const auto holder = this_process();
  bool taken = false;
  services.db.write([&](const Tx& tx) {
    const int64_t now = now_ms();
    tx.execute("INSERT INTO library_scan_lock (id, held_by, held_until) VALUES (1, '', 0) ON CONFLICT (id) DO NOTHING");
    std::string before;
    bool free = false;
    tx.query(std::string("SELECT held_by, held_until FROM library_scan_lock WHERE id = 1") +
                 (services.db.is_postgresql() ? " FOR UPDATE" : ""),
             {}, [&](const Row& row) {
               before = row.text(0);
               free = row.integer(1) <= now;
             });
    taken = free || is_dead(before);
    if (!taken) return;
    tx.execute("UPDATE library_scan_lock SET held_by = $1, held_until = $2 WHERE id = 1", {holder, now + lease_ms});
  });
  if (!taken) return std::nullopt;
  return ScanLock(services, holder);
}

ScanLock::ScanLock(ScanLock&& other) noexcept
    : services_(std::exchange(other.services_, nullptr)), holder_(std::move(other.holder_)) {}

ScanLock::~ScanLock() {
  if (!services_) return;
  try {
    services_->db.write([&](const Tx& tx) {
      tx.execute("UPDATE library_scan_lock SET held_until = 0 WHERE id = 1 AND held_by = $1", {holder_});
    });
  } catch (const std::exception&) {
    // It runs out by itself.
  }
}

void ScanLock::renew(const Tx& tx) const {
  if (tx.execute("UPDATE library_scan_lock SET held_until = $2 WHERE id = 1 AND held_by = $1",
                 {holder_, now_ms() + lease_ms}) == 0)
    throw Error(VEZA_E_CANCELLED, "another scan took over");
}

}  // namespace veza::library::scan
