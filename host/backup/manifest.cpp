#include "backup/manifest.h"

#include <algorithm>

#include "backup/snapshot_name.h"
#include "base/text.h"

namespace veza::backup {
namespace {

using base::Code;
using base::Json;

constexpr int64_t format = 1;

Json part_json(const Part& part) { return {{"file", part.file}, {"size", part.size}, {"sha256", to_hex(part.sha256)}}; }

// A relative path without "." and "..": it becomes one below a folder again.
bool is_safe_path(std::string_view path) {
  if (path.empty() || path.size() > 4096 || path.find('\0') != path.npos) return false;
  const auto parts = base::split(path, '/');
  return std::none_of(parts.begin(), parts.end(),
                      [](auto part) { return part.empty() || part == "." || part == ".."; });
}

// Reads members, and remembers the first that is not what it should be.
class Reader {
 public:
  explicit Reader(const Json& json, std::string where = "") : json_(json), where_(std::move(where)) {}

  std::string text(const char* key) {
    const Json* value = member(key);
    if (value && value->is_string()) return value->get<std::string>();
    return note(key), "";
  }
  uint64_t number(const char* key) {
    const Json* value = member(key);
    if (value && value->is_number_unsigned()) return value->get<uint64_t>();
    return note(key), 0;
  }
  Digest digest(const char* key) {
    const auto parsed = parse_digest(text(key));
    if (!parsed) note(key);
    return parsed.value_or(Digest{});
  }
  Json object(const char* key) {
    const Json* value = member(key);
    if (value && value->is_object()) return *value;
    return note(key), Json::object();
  }
  Json list(const char* key) {
    const Json* value = member(key);
    if (value && value->is_array()) return *value;
    return note(key), Json::array();
  }
  // None in a backup that was made before they were written down.
  std::vector<std::string> texts_if_there(const char* key) {
    std::vector<std::string> texts;
    if (!member(key)) return texts;
    for (const auto& item : list(key)) {
      if (!item.is_string()) return note(key), texts;
      texts.push_back(item.get<std::string>());
    }
    return texts;
  }
  void note(const std::string& key) {
    if (wrong_.empty()) wrong_ = where_ + key;
  }
  void note_of(const Reader& inner) {
    if (wrong_.empty()) wrong_ = inner.wrong_;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  const Json* member(const char* key) const {
    const auto at = json_.is_object() ? json_.find(key) : json_.end();
    return at == json_.end() ? nullptr : &*at;
  }
  const Json& json_;
  std::string where_, wrong_;
};

Part read_part(Reader& reader) {
  Part part{reader.text("file"), reader.number("size"), reader.digest("sha256")};
  if (!is_safe_path(part.file) || part.file.find('/') != std::string::npos) reader.note("file");
  return part;
}

void read_database(const Json& json, Manifest& manifest, Reader& outer) {
  Reader reader(json, "database.");
  manifest.database = read_part(reader);
  const Json tables = reader.list("tables");
  for (const auto& item : tables) {
    Reader table(item, "database.tables.");
    manifest.tables.push_back(
        {table.text("table"), static_cast<int64_t>(table.number("rows")), table.text("checksum")});
    reader.note_of(table);
  }
  manifest.left_out = reader.texts_if_there("left_out");
  outer.note_of(reader);
}

void read_blobs(const Json& json, Manifest& manifest, Reader& outer) {
  Reader reader(json, "blobs.");
  manifest.blobs = read_part(reader);
  manifest.blob_count = reader.number("count");
  manifest.blob_bytes = reader.number("bytes");
  outer.note_of(reader);
}

void read_files(const Json& json, Manifest& manifest, Reader& outer) {
  for (const auto& item : json) {
    Reader file(item, "files.");
    FileEntry entry{file.text("path"), file.number("size"), file.digest("sha256"),
                    static_cast<unsigned>(file.number("mode")) & 0777U};
    if (!is_safe_path(entry.path)) file.note("path");
    manifest.files.push_back(std::move(entry));
    outer.note_of(file);
  }
}

}  // namespace

Json to_json(const Manifest& manifest) {
  Json database = part_json(manifest.database);
  database["tables"] = Json::array();
  for (const auto& table : manifest.tables) {
    database["tables"].push_back({{"table", table.table}, {"rows", table.rows}, {"checksum", table.checksum}});
  }
  database["left_out"] = manifest.left_out;
  Json blobs = part_json(manifest.blobs);
  blobs["count"] = manifest.blob_count;
  blobs["bytes"] = manifest.blob_bytes;
  Json files = Json::array();
  for (const auto& file : manifest.files) {
    files.push_back({{"path", file.path}, {"size", file.size}, {"sha256", to_hex(file.sha256)}, {"mode", file.mode}});
  }
  Json missing = Json::array();
  for (const auto& blob : manifest.missing) missing.push_back({{"plugin", blob.plugin}, {"key", blob.key}});
  return {{"format", format},          {"name", manifest.name},     {"created_at", manifest.created_at},
          {"veza", manifest.veza},     {"engine", manifest.engine}, {"database", std::move(database)},
          {"blobs", std::move(blobs)}, {"files", std::move(files)}, {"missing", std::move(missing)},
          {"erased", manifest.erased}};
}

base::Result<Manifest> parse_manifest(std::string_view text) {
  const auto json = base::parse_json(text);
  if (!json) return base::fail_while("reading the manifest of a backup", json.error());
  Reader reader(*json);
  const auto its_format = reader.number("format");
  if (reader.wrong().empty() && its_format != format) {
    return base::fail(Code::unsupported, "the backup has format " + std::to_string(its_format) +
                                             ", which this Veza does not know; use the version that made it");
  }
  Manifest manifest;
  manifest.name = reader.text("name");
  if (!snapshot_time(manifest.name)) reader.note("name");
  manifest.created_at = reader.text("created_at");
  manifest.veza = reader.text("veza");
  manifest.engine = reader.text("engine");
  const Json database = reader.object("database"), blobs = reader.object("blobs");
  read_database(database, manifest, reader);
  read_blobs(blobs, manifest, reader);
  manifest.erased = reader.texts_if_there("erased");
  const Json files = reader.list("files"), missing = reader.list("missing");
  read_files(files, manifest, reader);
  for (const auto& item : missing) {
    Reader blob(item, "missing.");
    manifest.missing.push_back({blob.text("plugin"), blob.text("key")});
    reader.note_of(blob);
  }
  if (reader.wrong().empty()) return manifest;
  return base::fail(Code::invalid,
                    "the manifest of the backup is damaged: \"" + reader.wrong() + "\" is missing or wrong");
}

}  // namespace veza::backup
