// Which blobs the rows of a site need: said by the plugins, in SQL, in their manifests.
//
// A statement gives one text a row: a key that must be there, or a prefix ending in '/' below which everything is
// somebody's and nothing must be there (what is still being made).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/database.h"

namespace veza::backup {

// One statement, in each engine's SQL.
struct Reference {
  std::string sqlite, postgresql;
};

struct BlobOwner {
  std::string plugin;
  std::vector<std::string> prefixes;  // "library/": what only this plugin puts there
  std::vector<Reference> references;
};

struct MissingBlob {
  std::string plugin, key;
  bool operator==(const MissingBlob&) const = default;
};

struct ReferenceFault {
  std::string plugin, problem;
};

struct Coverage {
  std::vector<bool> needed;            // of each key, whether a row needs it
  std::vector<bool> claimed;           // whether it lies below a prefix whose owner's statements all ran
  std::vector<std::string> owners;     // of each claimed key, its plugin; empty otherwise
  std::vector<MissingBlob> missing;    // by plugin and key, no pair twice
  std::vector<ReferenceFault> faults;  // statements that did not run
};

// [blocks] `keys` are sorted and outlive the call. A statement that fails is a fault in the answer, and its plugin's
// blobs are claimed by nobody then: what is not known to be unneeded must not look so.
Coverage cover(data::Session& session, const std::vector<BlobOwner>& owners, const std::vector<std::string_view>& keys);

}  // namespace veza::backup
