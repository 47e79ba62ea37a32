#include "process/confine.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

namespace veza::process {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t first_foreign_call = 0x40000000;  // the x32 ABI's numbers
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t first_foreign_call = 0xFFFFFFFF;
#else
#error "add this architecture's AUDIT_ARCH_… value"
#endif

constexpr std::array refused{
    __NR_execve,         __NR_execveat,    __NR_ptrace,          __NR_process_vm_readv, __NR_process_vm_writev,
    __NR_io_uring_setup, __NR_bpf,         __NR_perf_event_open, __NR_userfaultfd,      __NR_keyctl,
    __NR_add_key,        __NR_request_key, __NR_mount,           __NR_unshare,          __NR_setns};

constexpr sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
constexpr sock_filter answer(std::uint32_t value) { return BPF_STMT(BPF_RET | BPF_K, value); }
constexpr std::uint32_t refuse = SECCOMP_RET_ERRNO | EACCES;

// Refuses when the loaded value is (is not) `value`; goes on to the next check otherwise.
void add_check(std::array<sock_filter, 64>& program, std::size_t& size, int jump, std::uint32_t value, bool refuse_if) {
  program[size++] =
      BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | jump | BPF_K), value, static_cast<std::uint8_t>(refuse_if ? 0 : 1),
               static_cast<std::uint8_t>(refuse_if ? 1 : 0));
  program[size++] = answer(refuse);
}

}  // namespace

bool apply_limits(const Limits& limits) {
  if (::setpriority(PRIO_PROCESS, 0, 10) != 0 && errno != EACCES) return false;
  const auto limit = [](auto resource, rlim_t soft, rlim_t hard) {
    const rlimit wanted{soft, hard};
    return ::setrlimit(resource, &wanted) == 0;
  };
  bool ok = limit(RLIMIT_CORE, 0, 0);
#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // their shadow memory is terabytes of address space
  if (limits.memory_bytes > 0) ok = limit(RLIMIT_AS, limits.memory_bytes, limits.memory_bytes) && ok;
#endif
  if (limits.cpu_seconds > 0) ok = limit(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 5) && ok;
  if (limits.file_bytes > 0) ok = limit(RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes) && ok;
  return ok;
}

bool give_up_network() {
  std::array<sock_filter, 64> program{};
  std::size_t size = 0;
  program[size++] = load(offsetof(seccomp_data, arch));
  add_check(program, size, BPF_JEQ, architecture, false);
  program[size++] = load(offsetof(seccomp_data, nr));
  add_check(program, size, BPF_JGE, first_foreign_call, true);
  for (const auto call : refused) add_check(program, size, BPF_JEQ, static_cast<std::uint32_t>(call), true);
  program[size++] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 1, 0);
  program[size++] = answer(SECCOMP_RET_ALLOW);
  program[size++] = load(offsetof(seccomp_data, args));
  add_check(program, size, BPF_JEQ, AF_UNIX, false);
  program[size++] = answer(SECCOMP_RET_ALLOW);

  const sock_fprog filter{static_cast<unsigned short>(size), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

void die_with_parent() { ::prctl(PR_SET_PDEATHSIG, SIGKILL); }

bool confine(const Limits& limits) {
  die_with_parent();
  return apply_limits(limits) && give_up_network();
}

}  // namespace veza::process
