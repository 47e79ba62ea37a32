#include "stream/stream.h"

#include <fcntl.h>

#include "stream/plan.h"
#include "stream/transcoder.h"

namespace veza::opensubsonic {
namespace {

Source source_of(const Json& track) {
  Source out;
  out.suffix = suffix_of(text_of(track, "content_type"));
  out.seconds = whole_seconds(track);
  if (out.seconds > 0) out.bitrate = count_of(track, "file_size") * 8 / out.seconds / 1000;
  return out;
}

// The original on this machine. An object store's is fetched first, and gone with the last descriptor.
OpenFile open_original(const Services& services, const std::string& track_id) {
  const auto track = services.catalog.find(track_id);
  if (!track) throw Failure(Code::not_found, "There is no such song.");
  int fd = -1;
  services.blobs.with_file(track->blob_key,
                           [&](const std::string& path) { fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC); });
  if (fd < 0) throw Failure(Code::generic, "The song's file could not be opened.");
  return OpenFile(fd);
}

// What a HEAD is told without any work.
class Nothing final : public BodyReader {
 public:
  size_t read(char*, size_t) override { return 0; }
};

}  // namespace

InnerReply original(const Site& site, const std::string& track_id) {
  const auto reply = site.call({.target = "/api/v1/tracks/" + track_id + "/stream"});
  if (reply.status() >= 400) throw Failure(Code::not_found, "There is no such song.");
  return reply;
}

Response stream(const Call& call) {
  const Params& params = call.params;
  const Site& site = call.site;
  const auto id = parse_id(params.require("id"), Kind::song);
  const auto wanted = wanted_of(params);
  // That it may be heard by the caller is said by the site, whichever way it is then given.
  const Json track = site.get("/api/v1/tracks/" + id);
  const auto& services = site.services();
  const Defaults defaults{services.config.get<std::string>("default_format"),
                          services.config.get<int64_t>("default_bitrate")};
  const auto chosen = plan(wanted, source_of(track), defaults);
  if (!chosen) return Response::of(original(site, id));
  const auto answer = [&](std::shared_ptr<BodyReader> reader) {
    return Response::stream(200, chosen->content_type, std::move(reader), chosen->size)
        .header("Cache-Control", "no-store")
        .header("Accept-Ranges", "none");
  };
  if (site.request().method() == "HEAD") return answer(std::make_shared<Nothing>());
  auto slot = services.slots.take(site.caller().user_id);
  if (!slot) {
    throw Failure(Code::generic, "Too many songs are being converted at the moment; try again in a little while.", 503);
  }
  const Converter converter{services.config.libexec_dir() + "/veza-stream", services.config.scratch_dir(),
                            services.config.get<int64_t>("worker_memory_bytes"),
                            services.config.get<int64_t>("worker_cpu_seconds")};
  return answer(std::make_shared<Transcoder>(converter, *chosen, open_original(services, id), std::move(slot)));
}

}  // namespace veza::opensubsonic
