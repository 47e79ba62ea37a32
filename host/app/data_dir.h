// The data folder: where everything is, and that one server at a time uses it.
#pragma once
#include <optional>
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace veza::app {

struct DataDir {
  std::string root;
  std::string database() const { return root + "/veza.db"; }
  std::string blobs() const { return root + "/blobs"; }
  std::string spool() const { return root + "/spool"; }
  std::string plugins() const { return root + "/plugins"; }
  std::string secrets() const { return root + "/secrets.key"; }
  std::string scratch() const { return root + "/scratch"; }
};

// Makes the folder (0750) and those in it. Errors name the folder and what to do.
base::Result<DataDir> open_data_dir(const std::string& root);

// Held while a server runs on the folder. Errors (conflict): another one does.
base::Result<base::Fd> lock_data_dir(const DataDir& dir);
// Writes down where the server that holds the lock can be asked; what running_server() gives.
base::Status note_address(const base::Fd& lock, const std::string& url);
// Where the server on the folder answers; nothing when none holds the lock, "" when it has not said yet.
std::optional<std::string> running_server(const DataDir& dir);

// Who this host is among those of its site: an id made at the first start and kept in the folder. Since one server at a
// time has the folder, what is held in this name at its start is held by nobody.
base::Result<std::string> node_id(const DataDir& dir);

// Removes what requests and plugins of an earlier run left in spool and scratch. Only with the lock held.
void empty_work_folders(const DataDir& dir);

}  // namespace veza::app
