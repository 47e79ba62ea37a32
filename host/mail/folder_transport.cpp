#include "mail/folder_transport.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.h"
#include "base/file.h"

namespace veza::mail {

base::Status FolderTransport::probe() {
  if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST)
    return base::fail(base::errno_error("cannot make the folder " + folder_ + " of mail.url", errno));
  if (::access(folder_.c_str(), W_OK | X_OK) != 0)
    return base::fail(base::errno_error("cannot write into the folder " + folder_ + " of mail.url", errno));
  return {};
}

base::Status FolderTransport::send(const Letter& letter) {
  if (auto sound = probe(); !sound) return sound;
  const std::string path = folder_ + "/" + std::to_string(base::now_ms()) + "-" + letter.id + ".eml";
  return base::write_file(path, letter.content, 0600);
}

}  // namespace veza::mail
