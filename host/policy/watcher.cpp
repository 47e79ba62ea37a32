#include "policy/watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <thread>

#include "base/file.h"

namespace veza::policy {
namespace {

// Editors write, rename and remove in a burst; the load comes after it.
constexpr int quiet_ms = 150;
constexpr uint32_t interesting = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF;

}  // namespace

struct Watcher::Impl {
  std::string dir;
  std::function<void()> changed;
  base::Fd inotify;
  base::Fd wake;
  std::jthread thread;

  // Adding a watch that is there already changes nothing, so all are added after each burst.
  void watch_all() const {
    namespace fs = std::filesystem;
    const auto watch = [&](const fs::path& path, uint32_t events) {
      inotify_add_watch(inotify.get(), path.c_str(), events | IN_ONLYDIR);
    };
    watch(fs::path(dir).parent_path(), IN_CREATE | IN_MOVED_TO);
    watch(dir, interesting);
    watch(fs::path(dir) / "hooks", interesting);
    const fs::path lib = fs::path(dir) / "lib";
    watch(lib, interesting);
    std::error_code error;
    for (fs::recursive_directory_iterator entry(lib, error), end; !error && entry != end; entry.increment(error))
      if (entry->is_directory(error)) watch(entry->path(), interesting);
  }

  void drain() const {
    alignas(inotify_event) std::array<char, 4096> buffer;
    while (read(inotify.get(), buffer.data(), buffer.size()) > 0) {
    }
  }

  void run(const std::stop_token& stop) const {
    bool pending = false;
    while (!stop.stop_requested()) {
      std::array<pollfd, 2> fds{{{inotify.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}}};
      const int ready = poll(fds.data(), fds.size(), pending ? quiet_ms : -1);
      if (ready < 0 && errno != EINTR) return;
      if (fds[1].revents != 0) return;
      if (ready > 0 && fds[0].revents != 0) {
        drain();
        pending = true;
      } else if (ready == 0 && pending) {
        pending = false;
        watch_all();
        changed();
      }
    }
  }
};

base::Result<std::unique_ptr<Watcher>> Watcher::start(const std::string& dir, std::function<void()> changed) {
  auto impl = std::make_unique<Impl>();
  impl->dir = std::filesystem::absolute(dir).lexically_normal().string();
  while (impl->dir.size() > 1 && impl->dir.back() == '/') impl->dir.pop_back();
  impl->changed = std::move(changed);
  impl->inotify = base::Fd(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!impl->inotify) return base::fail(base::errno_error("cannot watch " + dir, errno));
  impl->wake = base::Fd(eventfd(0, EFD_CLOEXEC));
  if (!impl->wake) return base::fail(base::errno_error("cannot watch " + dir, errno));
  impl->watch_all();
  Impl* running = impl.get();
  impl->thread = std::jthread([running](const std::stop_token& stop) { running->run(stop); });
  return std::unique_ptr<Watcher>(new Watcher(std::move(impl)));
}

Watcher::Watcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Watcher::~Watcher() {
  impl_->thread.request_stop();
  eventfd_write(impl_->wake.get(), 1);
}

}  // namespace veza::policy
