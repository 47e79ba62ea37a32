// Mails as files, for development and tests: <milliseconds>-<id>.eml, so that names sort by time.
#pragma once
#include "mail/transport.h"

namespace veza::mail {

// The folder is made when it is missing, for its owner only: the links in mails are keys.
class FolderTransport : public Transport {
 public:
  explicit FolderTransport(std::string folder) : folder_(std::move(folder)) {}
  base::Status send(const Letter& letter) override;
  base::Status probe() override;
  std::string describe() const override { return "the folder " + folder_; }

 private:
  const std::string folder_;
};

}  // namespace veza::mail
