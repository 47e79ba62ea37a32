#include "mail/transport.h"

#include "mail/folder_transport.h"
#include "mail/smtp_transport.h"

namespace veza::mail {

std::unique_ptr<Transport> make_transport(Target target, std::string ca_file) {
  if (!target.folder.empty()) return std::make_unique<FolderTransport>(std::move(target.folder));
  return std::make_unique<SmtpTransport>(std::move(target), std::move(ca_file));
}

}  // namespace veza::mail
