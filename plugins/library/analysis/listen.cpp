#include "analysis/listen.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string_view>

#include "analysis/fingerprint.h"
#include "analysis/key.h"

namespace veza::library::analysis {
namespace {

struct Unref {
  void operator()(gpointer object) const { gst_object_unref(object); }
};
struct UnrefMini {
  void operator()(GstMessage* message) const { gst_message_unref(message); }
  void operator()(GstSample* sample) const { gst_sample_unref(sample); }
};
using Element = std::unique_ptr<GstElement, Unref>;
using Bus = std::unique_ptr<GstBus, Unref>;
using Message = std::unique_ptr<GstMessage, UnrefMini>;
using Sample = std::unique_ptr<GstSample, UnrefMini>;

constexpr double slowest = 20, fastest = 999;
constexpr int rate = 44100;

// What the pipeline said meanwhile. The last word about the tempo is bpmdetect's own: what it has heard grows, and tags
// of the file say what somebody believed. True when nothing more will come.
bool note_messages(GstBus* bus, double& bpm) {
  constexpr auto types = static_cast<GstMessageType>(GST_MESSAGE_TAG | GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  for (;;) {
    const Message message(gst_bus_pop_filtered(bus, types));
    if (!message) return false;
    if (GST_MESSAGE_TYPE(message.get()) != GST_MESSAGE_TAG) return true;
    GstTagList* tags = nullptr;
    gst_message_parse_tag(message.get(), &tags);
    double value = 0;
    if (gst_tag_list_get_scope(tags) == GST_TAG_SCOPE_STREAM && gst_tag_list_n_tags(tags) == 1 &&
        gst_tag_list_get_double(tags, GST_TAG_BEATS_PER_MINUTE, &value)) {
      bpm = value;
    }
    gst_tag_list_unref(tags);
  }
}

// Samples until the end, an error, or as much as is listened to. `hear` gets each piece; gives how many there were.
template <class Hear>
size_t pull(GstElement* pipeline, GstBus* bus, double& bpm, Hear&& hear) {
  constexpr size_t most = size_t{most_seconds} * rate;
  const Element sink(gst_bin_get_by_name(GST_BIN(pipeline), "sink"));
  size_t heard = 0;
  bool ended = false;
  while (heard < most) {
    const Sample sample(gst_app_sink_try_pull_sample(GST_APP_SINK(sink.get()), ended ? 0 : 200 * GST_MSECOND));
    // What was decoded before an error is still heard.
    if (!sample && (ended || gst_app_sink_is_eos(GST_APP_SINK(sink.get())))) break;
    ended = note_messages(bus, bpm) || ended;
    GstBuffer* const buffer = sample ? gst_sample_get_buffer(sample.get()) : nullptr;
    GstMapInfo map;
    if (!buffer || !gst_buffer_map(buffer, &map, GST_MAP_READ)) continue;
    const size_t count = std::min(map.size / sizeof(float), most - heard);
    hear(reinterpret_cast<const float*>(map.data), count);
    heard += count;
    gst_buffer_unmap(buffer, &map);
  }
  note_messages(bus, bpm);
  return heard;
}

}  // namespace

Heard listen(const std::string& path) {
  const Element pipeline(gst_parse_launch_full(
      "filesrc name=file ! decodebin expose-all-streams=false caps=audio/x-raw ! audioconvert ! audioresample ! "
      "audio/x-raw,format=F32LE,rate=44100,channels=1 ! bpmdetect ! appsink name=sink sync=false max-buffers=64",
      nullptr, GST_PARSE_FLAG_FATAL_ERRORS, nullptr));
  if (!pipeline) return {};
  const Element file(gst_bin_get_by_name(GST_BIN(pipeline.get()), "file"));
  g_object_set(file.get(), "location", path.c_str(), nullptr);
  const Bus bus(gst_element_get_bus(pipeline.get()));
  KeyListener key(rate);
  FingerprintListener fingerprint(rate, fingerprint_seconds);
  double bpm = 0;
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  const size_t heard = pull(pipeline.get(), bus.get(), bpm, [&](const float* samples, size_t count) {
    key.hear(samples, count);
    fingerprint.hear(samples, count);
  });
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  if (heard < size_t{least_seconds} * rate) return {};
  Heard out;
  if (bpm >= slowest && bpm <= fastest) out.bpm = std::round(bpm * 10) / 10;
  out.key = key_of_notes(key.notes());
  out.fingerprint = fingerprint.finish();
  return out;
}

void keep_only_audio() {
  constexpr std::array<std::string_view, 3> kinds{"Codec/Demuxer", "Codec/Parser", "Codec/Decoder/Audio"};
  constexpr std::array<std::string_view, 12> named{"bin",          "pipeline",      "filesrc",    "decodebin",
                                                   "audioconvert", "audioresample", "bpmdetect",  "appsink",
                                                   "capsfilter",   "typefind",      "multiqueue", "queue"};
  // What a playlist or a description of a stream leads to is somewhere else.
  constexpr std::array<std::string_view, 5> elsewhere{"hls", "dash", "mss", "sdp", "rtsp"};
  GstRegistry* const registry = gst_registry_get();
  GList* const all = gst_registry_get_feature_list(registry, GST_TYPE_ELEMENT_FACTORY);
  for (GList* each = all; each; each = each->next) {
    auto* const feature = GST_PLUGIN_FEATURE(each->data);
    const std::string_view name = gst_plugin_feature_get_name(feature);
    const char* const klass =
        gst_element_factory_get_metadata(GST_ELEMENT_FACTORY(feature), GST_ELEMENT_METADATA_KLASS);
    const auto is_of = [&](std::string_view kind) { return std::string_view(klass ? klass : "").starts_with(kind); };
    const auto leads = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
    const bool kept =
        std::find(named.begin(), named.end(), name) != named.end() ||
        (std::any_of(kinds.begin(), kinds.end(), is_of) && std::none_of(elsewhere.begin(), elsewhere.end(), leads));
    if (!kept) gst_registry_remove_feature(registry, feature);
  }
  gst_plugin_feature_list_free(all);
}

}  // namespace veza::library::analysis
