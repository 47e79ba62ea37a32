#include "tempo/detect.h"

#include <gst/gst.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string_view>

namespace veza::library::tempo {
namespace {

struct Unref {
  void operator()(gpointer object) const { gst_object_unref(object); }
};
struct UnrefMessage {
  void operator()(GstMessage* message) const { gst_message_unref(message); }
};
using Element = std::unique_ptr<GstElement, Unref>;
using Bus = std::unique_ptr<GstBus, Unref>;
using Message = std::unique_ptr<GstMessage, UnrefMessage>;

constexpr double slowest = 20, fastest = 999;
constexpr auto types = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_TAG);

double position(GstElement* pipeline) {
  gint64 at = 0;
  return gst_element_query_position(pipeline, GST_FORMAT_TIME, &at) ? static_cast<double>(at) / GST_SECOND : 0;
}

// The last word of bpmdetect itself: what it has heard grows, and tags of the file say what somebody believed.
void hear(GstMessage* message, double& bpm) {
  GstTagList* tags = nullptr;
  gst_message_parse_tag(message, &tags);
  double value = 0;
  if (gst_tag_list_get_scope(tags) == GST_TAG_SCOPE_STREAM && gst_tag_list_n_tags(tags) == 1 &&
      gst_tag_list_get_double(tags, GST_TAG_BEATS_PER_MINUTE, &value)) {
    bpm = value;
  }
  gst_tag_list_unref(tags);
}

}  // namespace

std::optional<double> detect(const std::string& path) {
  const Element pipeline(gst_parse_launch(
      "filesrc name=file ! decodebin expose-all-streams=false caps=audio/x-raw ! audioconvert ! audioresample ! "
      "audio/x-raw,rate=44100,channels=1 ! bpmdetect ! fakesink sync=false",
      nullptr));
  if (!pipeline) return std::nullopt;
  const Element file(gst_bin_get_by_name(GST_BIN(pipeline.get()), "file"));
  g_object_set(file.get(), "location", path.c_str(), nullptr);
  const Bus bus(gst_element_get_bus(pipeline.get()));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  double bpm = 0, heard = 0;
  bool going = true;
  while (going) {
    const Message message(gst_bus_timed_pop_filtered(bus.get(), 200 * GST_MSECOND, types));
    heard = std::max(heard, position(pipeline.get()));
    if (!message) {
      going = heard < most_seconds;
    } else if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_TAG) {
      hear(message.get(), bpm);
      going = heard < most_seconds;
    } else {
      going = false;
    }
  }
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  if (heard < least_seconds || bpm < slowest || bpm > fastest) return std::nullopt;
  return std::round(bpm * 10) / 10;
}

void keep_only_audio() {
  constexpr std::array<std::string_view, 3> kinds{"Codec/Demuxer", "Codec/Parser", "Codec/Decoder/Audio"};
  constexpr std::array<std::string_view, 12> named{"bin",          "pipeline",      "filesrc",    "decodebin",
                                                   "audioconvert", "audioresample", "bpmdetect",  "fakesink",
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

}  // namespace veza::library::tempo
