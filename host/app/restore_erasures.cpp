#include "app/restore_erasures.h"

#include <filesystem>

#include "backup/restore.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"

namespace veza::app {
namespace {

using privacy::ErasedPerson;

constexpr size_t most_bytes = size_t{64} << 20;

base::Result<std::vector<ErasedPerson>> read_file(const std::string& path) {
  std::vector<ErasedPerson> people;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return people;
  const auto text = base::read_file(path, most_bytes);
  if (!text) return base::fail(text.error());
  const auto list = base::parse_json(*text);
  if (!list || !list->is_array()) return base::fail(base::Code::invalid, path + " is damaged; remove it");
  for (const auto& one : *list) {
    if (!one.is_object()) continue;
    people.push_back({one.value("user_id", ""), one.value("begun", false), one.value("erase_at", int64_t{0})});
  }
  return people;
}

}  // namespace

base::Result<RestoreErasures> RestoreErasures::gather(const backup::Repository& repository, data::Database* current,
                                                      const std::string& folder) {
  RestoreErasures found(folder + "/restoring.erased");
  if (backup::unfinished_restore(folder)) {
    // The database is not the site's any more.
    auto earlier = read_file(found.file_);
    if (!earlier) return base::fail(earlier.error());
    found.people_ = std::move(*earlier);
  } else if (current != nullptr) {
    auto known = privacy::erased_people(*current);
    if (!known) return base::fail(known.error());
    found.people_.insert(found.people_.end(), known->begin(), known->end());
  }
  const auto names = repository.names();
  if (!names) return base::fail(names.error());
  for (const auto& name : names->complete) {
    // One that is damaged is no reason to restore nothing.
    const auto manifest = repository.manifest(name);
    if (!manifest) continue;
    for (const auto& id : manifest->erased) found.people_.push_back({id, true, 0});
  }
  base::Json list = base::Json::array();
  for (const auto& one : found.people_) {
    list.push_back({{"user_id", one.user_id}, {"begun", one.begun}, {"erase_at", one.erase_at}});
  }
  if (auto kept = base::write_file(found.file_, base::to_text(list), 0600); !kept) return base::fail(kept.error());
  return found;
}

base::Result<size_t> RestoreErasures::apply(data::Database& restored) const {
  return privacy::erase_again(restored, people_, base::now_ms());
}

void RestoreErasures::forget() const {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

}  // namespace veza::app
