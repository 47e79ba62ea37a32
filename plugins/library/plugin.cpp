#include <memory>

#include <veza/plugin.hpp>

#include "analysis_job.h"
#include "backfill_job.h"
#include "catalog_service.h"
#include "comments/routes.h"
#include "cover_job.h"
#include "files_job.h"
#include "listening/routes.h"
#include "members/routes.h"
#include "place_job.h"
#include "playlists/routes.h"
#include "privacy.h"
#include "retag/jobs.h"
#include "retag/routes.h"
#include "routes/routes.h"
#include "scan/commands.h"
#include "scan/scan_job.h"
#include "scan/watch.h"
#include "search/index_job.h"
#include "search/upkeep_jobs.h"
#include "topics.h"
#include "uploads/quota.h"
#include "uploads/routes.h"
#include "uploads/upload_jobs.h"

namespace veza::library {

class Library {
 public:
  explicit Library(Host host) : host_(host) {}

  void start() {
    services_ = std::make_unique<Services>(host_);
    catalog_ = std::make_unique<CatalogService>(host_, *services_);
    services_->policy.declare("upload.check", OnFailure::hold);
    add_upload_route(*services_);
    add_tus_routes(*services_);
    add_quota_route(*services_);
    add_track_routes(*services_);
    add_file_routes(*services_);
    add_cover_routes(*services_);
    add_batch_routes(*services_);
    add_duplicate_routes(*services_);
    add_browse_routes(*services_);
    add_lyrics_routes(*services_);
    add_search_routes(*services_);
    add_recommend_routes(*services_);
    add_playlists(*services_);
    add_listening_routes(*services_);
    add_comments(*services_);
    add_member_route(*services_);
    add_topics(*services_);
    add_files_job(*services_);
    add_upload_jobs(*services_);
    scan::add_scan_command(*services_);
    scan::add_scan_routes(*services_);
    add_cover_job(*services_);
    add_place_job(*services_);
    add_analysis_job(*services_);
    add_backfill_job(*services_);
    add_retag_routes(*services_);
    add_retag_jobs(*services_);
    add_index_job(*services_);
    add_upkeep_jobs(*services_);
    add_privacy(*services_);
    host_.offer(VEZA_CATALOG_V1, &catalog_->table());
    watch_ = scan::watch_import_folders(*services_);
  }
  void stop() { watch_.reset(); }

 private:
  Host host_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<CatalogService> catalog_;
  std::unique_ptr<scan::FolderWatch> watch_;
};

}  // namespace veza::library

VEZA_PLUGIN(veza::library::Library)
