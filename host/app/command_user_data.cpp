#include "app/command_user_data.h"

#include <fcntl.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "app/command.h"
#include "app/site.h"
#include "blobs/blob_stream.h"
#include "identity/privacy_routes.h"

namespace veza::app {
namespace {

using namespace std::chrono_literals;

// The part of a site that takes requests; another runs the jobs.
struct Desk {
  explicit Desk(const UserData& site)
      : queue(*site.stores.db, {.node = "user command", .single_node = false}, base::Log()),
        privacy({}, {*site.stores.db, *site.stores.blobs, queue, site.audit, site.seal}) {}
  jobs::Queue queue;
  privacy::Privacy privacy;
};

// Somebody who runs the jobs: the server that has the folder, or a site opened here.
base::Result<std::unique_ptr<Site>> worker(const UserData& site) {
  if (running_server(site.stores.dir)) return std::unique_ptr<Site>();
  Settings settings = site.settings;
  if (auto set = settings.set("jobs.run", "true", "veza user"); !set) return tl::unexpected(set.error());
  return Site::open(settings, find_layout(), base::Log());
}

observe::AuditEntry entry_about(const identity::User& user, const char* action) {
  observe::AuditEntry entry;
  entry.action = action;
  entry.actor_name = "command line";
  entry.subject_type = "user";
  entry.subject_id = user.id;
  return entry;
}

int fetch(blobs::Store& blobs, const std::string& key, const std::string& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return complain(base::errno_error("cannot make " + file, errno).message);
  const base::Fd out(fd);
  if (auto done = blobs::fetch_to(blobs, key, out.get()); !done) return complain(done.error().message);
  return exit_ok;
}

}  // namespace

int export_user(const UserData& site, const identity::User& user, const std::string& file) {
  if (::access(file.c_str(), F_OK) == 0) return complain(file + " is there already; name another file.", exit_usage);
  Desk desk(site);
  const auto entry = entry_about(user, "privacy.export.requested");
  const auto asked = site.stores.db->write([&](data::Transaction& tx) -> base::Status {
    auto id = desk.privacy.request_export(tx, user.id, "");
    if (!id) return base::fail(id.error());
    return site.audit.record(tx, entry);
  });
  // One that the user asked for is as good.
  if (!asked && asked.error().code != base::Code::conflict) return complain(asked.error().message);
  auto running = worker(site);
  if (!running) return complain(running.error().message, exit_config);
  int status = exit_failure;
  for (;;) {
    const auto found = desk.privacy.last_export(user.id);
    if (!found) {
      complain(found.error().message);
      break;
    }
    if (found->state == privacy::ExportState::ready) {
      status = fetch(*site.stores.blobs, privacy::Privacy::blob_key(found->id), file);
      if (status == exit_ok) std::cout << "Everything of " << user.username << " is in " << file << ".\n";
      break;
    }
    if (found->state != privacy::ExportState::queued && found->state != privacy::ExportState::running) {
      complain("the export failed; the server's log says why.");
      break;
    }
    std::this_thread::sleep_for(200ms);
  }
  if (*running) (*running)->stop();
  return status;
}

int erase_user(const UserData& site, const identity::User& user) {
  Desk desk(site);
  std::optional<http::Problem> refusal;
  std::vector<std::string> ended;
  const auto entry = entry_about(user, "privacy.account.closed");
  const auto asked = site.stores.db->write([&](data::Transaction& tx) -> base::Status {
    refusal.reset();
    auto closed = identity::close_account(tx, desk.privacy, user, base::now_ms(), "", 0, ended);
    if (!closed) {
      refusal = closed.error();
      return base::fail(base::Code::cancelled, "refused");
    }
    return site.audit.record(tx, entry);
  });
  if (refusal) return complain(refusal->message);
  if (!asked) return complain(asked.error().message);
  auto running = worker(site);
  if (!running) return complain(running.error().message, exit_config);
  int status = exit_failure;
  for (;;) {
    const auto erasure = desk.privacy.erasure(user.id);
    if (!erasure) {
      complain(erasure.error().message);
      break;
    }
    if (*erasure && (*erasure)->state == "done") {
      std::cout << user.username << " is erased.\n";
      status = exit_ok;
      break;
    }
    std::this_thread::sleep_for(200ms);
  }
  if (*running) (*running)->stop();
  return status;
}

}  // namespace veza::app
