// A folder store in a folder that goes with the test.
#pragma once
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "base/crypto.h"
#include "blobs/folder_store.h"

namespace veza::blobs {

template <class T>
T must(base::Result<T> result) {
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  return std::move(*result);
}
inline void must(base::Status status) { BOOST_REQUIRE_MESSAGE(status, status.error().message); }

struct StoreFixture {
  explicit StoreFixture(size_t open_files = 16) {
    std::filesystem::create_directories(folder);
    store = must(open_folder({root, open_files}));
  }
  ~StoreFixture() {
    store.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  std::string make_file(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder + "/" + name, std::ios::binary) << bytes;
    return folder + "/" + name;
  }
  // Names in the store's root, sorted.
  std::vector<std::string> in_root() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(root)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  std::string folder = std::filesystem::temp_directory_path().string() + "/veza-blobs-" + base::random_token(9);
  std::string root = folder + "/root";
  std::unique_ptr<Store> store;
};

}  // namespace veza::blobs
