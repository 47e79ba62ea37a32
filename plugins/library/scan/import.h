// Files on their way into the library: a batch is read, its files become blobs, then its tracks are written.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scan/scan_files.h"
#include "scan/scanner.h"
#include "scan/tag_batch.h"

namespace veza::library::scan {

struct Import {
  FileFacts file;
  std::string track_id;
  bool is_new = true;  // false: the track is there, and its file changed
  FileReading reading = {};
};

// Notes which tracks are going to be made of the new files, so that what is left of a batch that is cut short is found
// by the next scan. Inside a transaction.
void announce(const Tx& tx, std::vector<Import>& batch, const std::string& run);

// Reads the files and makes blobs of them. Those that could not be read have a problem; there are fewer when `stop`
// said so. No transaction is open. [worker]
void read_and_link(const Services& services, std::vector<Import>& batch, const std::string& scratch,
                   const std::function<bool()>& stop);

// Writes one file: its track, its row, its event. Inside a transaction.
enum class Written { added, updated, refused, left };
Written write_import(const Services& services, const Tx& tx, const Import& import, const ScanOptions& options,
                     const std::string& run);

}  // namespace veza::library::scan
