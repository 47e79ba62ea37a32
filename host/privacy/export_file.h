// The file somebody takes their data away in: a zip (APPNOTE 6.3, written by Poco::Zip) that is made on disk, a piece
// at a time.
#pragma once
#include <Poco/Zip/Compress.h>

#include <fstream>
#include <functional>
#include <set>
#include <string>

#include "blobs/store.h"
#include "privacy/registry.h"

namespace veza::privacy {

// A plain function: why `name` is no name for a file in the zip; empty when it is one.
std::string file_name_problem(std::string_view name);

class ExportFile {
 public:
  // `stop` is asked between pieces; once it says true, every call fails with `cancelled`.
  ExportFile(std::string path, blobs::Store& blobs, std::function<bool()> stop);

  // What is written through it goes to the folder `owner` of the zip. Valid while this is.
  class Part : public ExportSink {
   public:
    Part(ExportFile& file, std::string owner) : file_(file), owner_(std::move(owner)) {}
    base::Status json(std::string_view name, std::string_view text) override;
    base::Status blob(std::string_view name, std::string_view key) override;

   private:
    base::Result<std::string> entry(std::string_view name);
    ExportFile& file_;
    std::string owner_;
    std::set<std::string> names_;
  };

  base::Status text(const std::string& entry, std::string_view text);
  // The zip is whole, and on disk.
  base::Status close();

 private:
  friend class Part;
  base::Status add(const std::string& entry, std::istream& from, bool compress);
  base::Status add_blob(const std::string& entry, std::string_view key);

  std::string path_;
  blobs::Store& blobs_;
  std::function<bool()> stop_;
  std::ofstream out_;
  Poco::Zip::Compress zip_;
};

}  // namespace veza::privacy
