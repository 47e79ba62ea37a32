#include "app/secrets.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>

#include "base/clock.h"
#include "base/file.h"

namespace veza::app {
namespace {

using base::Code;
using Fingerprints = std::map<int64_t, std::string>;

constexpr const char* keys_table = R"sql(
CREATE TABLE secrets_keys (
  serial BIGINT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
)sql";

base::Result<Fingerprints> known_fingerprints(data::Database& db) {
  Fingerprints known;
  auto read =
      db.query("SELECT serial, fingerprint FROM secrets_keys", {}, [&](const data::RowView& row) -> base::Status {
        known.emplace(row.integer(0), row.text(1));
        return {};
      });
  if (!read) return base::fail_while("reading the fingerprints of the keys", read.error());
  return known;
}

base::Status record(data::Database& db, const base::KeyRing& ring) {
  auto stored = db.write([&](data::Transaction& tx) -> base::Status {
    for (const auto& key : ring) {
      auto added = tx.execute(
          "INSERT INTO secrets_keys (serial, fingerprint, created_at) VALUES ($1, $2, $3) "
          "ON CONFLICT (serial) DO NOTHING",
          {key.serial, base::fingerprint(key), base::now_ms()});
      if (!added) return base::fail(added.error());
    }
    return {};
  });
  if (!stored) return base::fail_while("recording the fingerprints of the keys", stored.error());
  return {};
}

std::string how_to_mend(const std::string& path) {
  return " Copy the file secrets.key of a host that serves this site, or of a backup, to " + path +
         " (owner the server's user, mode 600). Without it the site's sealed secrets (second factors, sign-ins at "
         "other providers) cannot be read.";
}

// Whether `ring` has every key the database knows.
base::Status check(const base::KeyRing& ring, const Fingerprints& known, const std::string& path) {
  for (const auto& [serial, fingerprint] : known) {
    const auto key = std::find_if(ring.begin(), ring.end(), [&](const auto& each) { return each.serial == serial; });
    if (key == ring.end()) {
      return base::fail(Code::conflict, "the key file " + path + " is older than the site: it has not key " +
                                            std::to_string(serial) + "." + how_to_mend(path));
    }
    if (base::fingerprint(*key) != fingerprint) {
      return base::fail(Code::conflict, "the key file " + path + " is not this site's: its key " +
                                            std::to_string(serial) + " is another one than the database knows." +
                                            how_to_mend(path));
    }
  }
  return {};
}

// The ring of the first start. Of two hosts that make one at the same time the first wins, and the other is told.
base::Result<base::KeyRing> make_ring(const std::string& path, data::Database& db) {
  auto ring = base::new_key_ring();
  if (auto made = base::create_key_ring(path, ring); !made) {
    if (made.error().code != Code::conflict) return base::fail(made.error());
    auto theirs = base::read_key_ring(path);
    if (!theirs) return theirs;
    if (auto stored = record(db, *theirs); !stored) return base::fail(stored.error());
    const auto known = known_fingerprints(db);
    if (!known) return base::fail(known.error());
    if (auto same = check(*theirs, *known, path); !same) return base::fail(same.error());
    return theirs;
  }
  if (auto stored = record(db, ring); !stored) return base::fail(stored.error());
  const auto known = known_fingerprints(db);
  if (!known) return base::fail(known.error());
  if (auto same = check(ring, *known, path); !same) {
    ::unlink(path.c_str());
    return base::fail(same.error());
  }
  return ring;
}

base::Result<base::KeyRing> open_ring(const std::string& path, data::Database& db) {
  const auto known = known_fingerprints(db);
  if (!known) return base::fail(known.error());
  auto ring = base::read_key_ring(path);
  if (!ring && ring.error().code == Code::not_found) {
    if (known->empty()) return make_ring(path, db);
    return base::fail(Code::conflict,
                      "this site has a key file and this host has not: there is no " + path + "." + how_to_mend(path));
  }
  if (!ring) return ring;
  if (auto sound = check(*ring, *known, path); !sound) return base::fail(sound.error());
  if (auto stored = record(db, *ring); !stored) return base::fail(stored.error());
  return ring;
}

// Held while the file changes: of two who add a key at once on this machine, the second adds his to the first's.
base::Result<base::Fd> hold_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  base::Fd held(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!held || ::flock(held.get(), LOCK_EX) != 0)
    return base::fail(base::errno_error("cannot lock the folder of " + path, errno));
  return held;
}

}  // namespace

data::Component secret_migrations() { return {"secrets", {{1, "keys", keys_table}}}; }

std::string key_file(const Settings& settings, const DataDir& dir) {
  const std::string& chosen = settings.text("secrets.key_file");
  return chosen.empty() ? dir.secrets() : chosen;
}

base::Result<std::unique_ptr<base::Seal>> open_secrets(const std::string& path, data::Database& db) {
  auto ring = open_ring(path, db);
  if (!ring) return base::fail(ring.error());
  return std::make_unique<base::Seal>(std::move(*ring), path);
}

base::Result<base::SealKey> rotate_secrets(const std::string& path, data::Database& db) {
  const auto alone = hold_folder_of(path);
  if (!alone) return base::fail(alone.error());
  const auto before = open_ring(path, db);
  if (!before) return base::fail(before.error());
  const auto ring = base::with_new_key(*before);
  // The file first: a key in the file alone is recorded at the next start, one in the table alone stops it.
  if (auto written = base::write_key_ring(path, ring); !written) return base::fail(written.error());
  if (auto stored = record(db, ring); !stored) return base::fail(stored.error());
  const auto known = known_fingerprints(db);
  if (!known) return base::fail(known.error());
  if (auto same = check(ring, *known, path); !same) {
    // Another host's key of this number was first, and is the site's: that of this file never sealed anything.
    if (auto undone = base::write_key_ring(path, *before); !undone) return base::fail(undone.error());
    return base::fail(same.error());
  }
  return ring.back();
}

}  // namespace veza::app
