#include "app/site_backups.h"

#include <sys/stat.h>

#include <filesystem>

#include "app/integrity_routes.h"
#include "app/secrets.h"
#include "app/site.h"
#include "app/version.h"
#include "blobs/open_store.h"
#include "blobs/s3_target.h"
#include "plugins/discover.h"
#include "privacy/erased_people.h"

namespace veza::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view folder_scheme = "folder:";

std::string absolute(const std::string& path) {
  std::error_code ignored;
  std::string whole = fs::absolute(path, ignored).lexically_normal().string();
  while (whole.size() > 1 && whole.back() == '/') whole.pop_back();
  return whole;
}

// The folder a store's address names, or `otherwise` in the data folder for none; nothing for an object store.
std::optional<std::string> folder_of(const std::string& url, const std::string& data_dir, const char* otherwise) {
  if (url.empty()) return absolute(data_dir) + otherwise;
  if (url.starts_with(folder_scheme)) return absolute(url.substr(folder_scheme.size()));
  return std::nullopt;
}

std::optional<std::string> repository_folder(const std::string& url, const std::string& data_dir) {
  return folder_of(url, data_dir, "/backups");
}

bool is_same_or_below(const std::string& inner, const std::string& outer) {
  return inner == outer || inner.starts_with(outer.ends_with('/') ? outer : outer + "/");
}

// Whether what is put into the store `inner` is among the blobs of the store `outer`. The keys say nothing about that.
bool is_among(const std::string& inner, const std::string& outer) {
  const auto one = blobs::parse_s3_url(inner), other = blobs::parse_s3_url(outer);
  return one && other && one->host == other->host && one->bucket == other->bucket &&
         one->prefix.starts_with(other->prefix);
}

base::Result<std::unique_ptr<blobs::Store>> open_folder(const std::string& path) {
  std::error_code error;
  const bool existed = fs::exists(path, error);
  auto store = blobs::open_store({std::string(folder_scheme) + path, "", ""});
  if (!store) return base::fail_while("opening the folder of backup.url", store.error());
  if (!existed) ::chmod(path.c_str(), 0700);
  return store;
}

}  // namespace

base::Result<std::vector<backup::BlobOwner>> blob_owners(const Settings& settings, const Layout& layout) {
  const auto found = plugins::discover(plugin_folder(settings, layout));
  if (!found) return base::fail(found.error());
  std::vector<backup::BlobOwner> owners;
  for (const auto& plugin : *found) {
    if (!plugin.manifest || plugin.manifest->blob_prefixes.empty()) continue;
    backup::BlobOwner owner{plugin.id, plugin.manifest->blob_prefixes, {}};
    for (const auto& reference : plugin.manifest->blob_references) {
      owner.references.push_back({reference.sqlite, reference.postgresql});
    }
    owners.push_back(std::move(owner));
  }
  return owners;
}

base::Status check_repository(const Settings& settings, const std::string& data_dir, const std::string& url) {
  if (url == folder_scheme) return base::fail(base::Code::invalid, "backup.url: folder: names no folder");
  const std::string& blobs_url = settings.text("blobs.url");
  if (const auto folder = repository_folder(url, data_dir)) {
    // Also where the site's files were, or will be when blobs.url is left out again.
    const std::string usual = absolute(data_dir) + "/blobs";
    const auto named = folder_of(blobs_url, data_dir, "/blobs").value_or(usual);
    for (const auto& blobs : {usual, named}) {
      if (!is_same_or_below(*folder, blobs)) continue;
      return base::fail(base::Code::invalid, "backup.url: the folder " + *folder + " is among the site's files in " +
                                                 blobs + "; choose one elsewhere, best on another disk");
    }
    return {};
  }
  if (is_among(url, blobs_url)) {
    return base::fail(base::Code::invalid,
                      "backup.url is among the site's files in blobs.url; give each a bucket or a prefix of its own");
  }
  auto store = blobs::open_store({url, settings.text("backup.access_key"), settings.text("backup.secret_key")});
  return store ? base::Status() : base::fail(base::Code::invalid, "backup.url: " + store.error().message);
}

base::Result<std::unique_ptr<blobs::Store>> open_repository(const Settings& settings, const DataDir& dir,
                                                            const std::string& url) {
  const std::string& where = url.empty() ? settings.text("backup.url") : url;
  if (auto sound = check_repository(settings, dir.root, where); !sound) return base::fail(sound.error());
  if (const auto folder = repository_folder(where, dir.root)) return open_folder(*folder);
  return blobs::open_store({where, settings.text("backup.access_key"), settings.text("backup.secret_key")});
}

std::string backup_work_folder(const DataDir& dir) { return dir.root + "/backup-work"; }

base::Result<backup::Source> backup_source(const Settings& settings, const Layout& layout, const DataDir& dir,
                                           data::Database& database, blobs::Store& blobs) {
  auto owners = blob_owners(settings, layout);
  if (!owners) return base::fail(owners.error());
  backup::Source source{database, blobs};
  source.owners = std::move(*owners);
  source.migrations = [settings](data::Dialect dialect) { return all_migrations(settings, dialect); };
  source.files.push_back({"plugins", dir.plugins(), {"scratch"}});
  source.files.push_back({"secrets.key", key_file(settings, dir)});
  if (!settings.file().empty()) source.files.push_back({"config/veza.properties", settings.file()});
  if (!settings.text("policy.dir").empty()) source.files.push_back({"policy", settings.text("policy.dir")});
  source.erased = [](data::Session& rows) -> base::Result<std::vector<std::string>> {
    auto people = privacy::erased_people(rows);
    if (!people) return base::fail(people.error());
    std::vector<std::string> ids;
    for (auto& person : *people) {
      if (person.begun) ids.push_back(std::move(person.user_id));
    }
    return ids;
  };
  source.work_folder = backup_work_folder(dir);
  source.version = version();
  return source;
}

backup::Retention retention(const Settings& settings) {
  return {settings.integer("backup.keep_daily"), settings.integer("backup.keep_weekly"),
          settings.integer("backup.keep_monthly")};
}

base::Result<std::unique_ptr<SiteBackups>> SiteBackups::make(const Settings& settings, const Layout& layout,
                                                             const Stores& stores, jobs::Queue& queue,
                                                             http::Router& router, observe::Audit& audit,
                                                             const base::Log& log) {
  auto source = backup_source(settings, layout, stores.dir, *stores.db, *stores.blobs);
  if (!source) return base::fail(source.error());
  const auto make_backup = jobs::Schedule::parse(settings.text("backup.schedule"));
  if (!make_backup) return base::fail_while("reading backup.schedule", make_backup.error());
  const auto check = jobs::Schedule::parse(settings.text("integrity.schedule"));
  if (!check) return base::fail_while("reading integrity.schedule", check.error());
  backup::Plan plan{std::move(*source)};
  plan.open_repository = [settings, dir = stores.dir] { return open_repository(settings, dir); };
  plan.retention = retention(settings);
  plan.backup = *make_backup;
  plan.integrity = *check;
  plan.remove_orphans = settings.boolean("integrity.remove");
  plan.note = [&audit, &database = *stores.db](const std::string& action, const base::Json& after) {
    observe::AuditEntry entry;
    entry.action = action;
    entry.actor_name = "site";
    entry.after = after;
    return audit.record(database, entry);
  };
  std::unique_ptr<SiteBackups> made(new SiteBackups(std::move(plan), queue));
  if (auto added = backup::add_handlers(queue, made->plan_, log); !added) return base::fail(added.error());
  for (auto& entry : backup::cron_entries(made->plan_)) {
    if (auto added = queue.add_cron(std::move(entry)); !added) return base::fail(added.error());
  }
  for (auto& route : integrity_routes(*stores.db, queue, audit)) {
    if (auto added = router.add(std::move(route)); !added) return base::fail(added.error());
  }
  return made;
}

SiteBackups::~SiteBackups() { stop(); }

void SiteBackups::stop() { queue_.remove_handlers(backup::job_owner, 10'000); }

}  // namespace veza::app
