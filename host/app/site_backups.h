// Backups and the integrity check as this site's settings want them.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "app/layout.h"
#include "app/settings.h"
#include "app/stores.h"
#include "backup/work.h"
#include "base/log.h"
#include "http/router.h"
#include "observe/audit.h"

namespace veza::app {

// What the plugins' manifests say of their blobs.
base::Result<std::vector<backup::BlobOwner>> blob_owners(const Settings& settings, const Layout& layout);

// Whether backups can go to `url` ("" is the folder backups in `data_dir`): a sentence that names the setting. Asks no
// store.
base::Status check_repository(const Settings& settings, const std::string& data_dir, const std::string& url);

// The store at `url`, or where backup.url says. A folder is made when missing, for its owner only: the database in it
// holds keys. Errors name the setting.
base::Result<std::unique_ptr<blobs::Store>> open_repository(const Settings& settings, const DataDir& dir,
                                                            const std::string& url = "");

// Where backups are put together and checked.
std::string backup_work_folder(const DataDir& dir);

// Everything a backup is made of. `database` and `blobs` must outlive it.
base::Result<backup::Source> backup_source(const Settings& settings, const Layout& layout, const DataDir& dir,
                                           data::Database& database, blobs::Store& blobs);

backup::Retention retention(const Settings& settings);

// The nightly work of a running server, and its routes.
class SiteBackups {
 public:
  // Adds the job handlers and the cron entries to the queue, and to the router GET and POST /api/v1/admin/integrity.
  static base::Result<std::unique_ptr<SiteBackups>> make(const Settings& settings, const Layout& layout,
                                                         const Stores& stores, jobs::Queue& queue, http::Router& router,
                                                         observe::Audit& audit, const base::Log& log);
  ~SiteBackups();  // stop()
  SiteBackups(const SiteBackups&) = delete;
  SiteBackups& operator=(const SiteBackups&) = delete;

  // Starts nothing more, and tells what runs to end.
  void stop();

 private:
  SiteBackups(backup::Plan plan, jobs::Queue& queue) : plan_(std::move(plan)), queue_(queue) {}

  backup::Plan plan_;
  jobs::Queue& queue_;
};

}  // namespace veza::app
