#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>

#include "pipeline/pipeline.h"

namespace veza::transcode {
namespace {

constexpr guint64 kSourceBytes = 1 << 20;
constexpr guint64 kQueueTime = 8 * GST_SECOND;

GstCaps* unit_caps(const Decoding& decoding) {
  GstCaps* caps = gst_caps_from_string(decoding.caps.c_str());
  if (caps != nullptr && !decoding.codec_data.empty()) {
    GstBuffer* data = gst_buffer_new_memdup(decoding.codec_data.data(), decoding.codec_data.size());
    gst_caps_set_simple(caps, "codec_data", GST_TYPE_BUFFER, data, nullptr);
    gst_buffer_unref(data);
  }
  return caps;
}

template <class Function>
void add_probe(GstElement* element, GstPadProbeType type, Function callback, void* self) {
  const GstPtr<GstPad> pad(gst_element_get_static_pad(element, "src"));
  gst_pad_add_probe(pad.get(), type, callback, self, nullptr);
}

}  // namespace

GstElement* Pipeline::make(const char* factory) {
  GstElement* element = gst_element_factory_make(factory, nullptr);
  if (element == nullptr) {
    fail_with({Code::internal, "The server's converter is not completely installed.",
               std::string("GStreamer has no element ") + factory});
    return nullptr;
  }
  gst_bin_add(GST_BIN(pipeline_.get()), element);
  return element;
}

bool Pipeline::link(std::initializer_list<GstElement*> chain) {
  GstElement* before = nullptr;
  for (GstElement* element : chain) {
    if (element == nullptr) return false;
    if (before != nullptr && !gst_element_link(before, element)) {
      fail_with({Code::internal, "The converter could not be set up.",
                 std::string("cannot link ") + GST_ELEMENT_NAME(before) + " to " + GST_ELEMENT_NAME(element)});
      return false;
    }
    before = element;
  }
  return true;
}

GstElement* Pipeline::build_source() {
  source_ = make("appsrc");
  const GstPtr<GstCaps> caps(unit_caps(decoding_));
  if (source_ == nullptr || !caps) return nullptr;
  const bool parsed = !decoding_.elements.empty() && decoding_.elements.front() == "flacparse";
  g_object_set(source_, "caps", caps.get(), "format", parsed ? GST_FORMAT_BYTES : GST_FORMAT_TIME, "block", TRUE,
               "max-bytes", kSourceBytes, nullptr);
  GstElement* last = source_;
  for (const std::string& factory : decoding_.elements) {
    GstElement* element = make(factory.c_str());
    if (!link({last, element})) return nullptr;
    last = element;
  }
  return last;
}

void Pipeline::build() {
  GstElement* decoder = build_source();
  if (decoder == nullptr) return;
  GstElement* raw = make("capsfilter");
  if (!link({decoder, make("audioconvert"), make("audioresample"), raw})) return;
  const GstPtr<GstCaps> caps(gst_caps_from_string("audio/x-raw,format=S16LE,layout=interleaved,channels=2,rate=44100"));
  g_object_set(raw, "caps", caps.get(), nullptr);

  const auto buffers_and_events =
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM);
  add_probe(
      decoder, buffers_and_events,
      [](GstPad*, GstPadProbeInfo* info, gpointer self) { return static_cast<Pipeline*>(self)->on_decoded(info); },
      this);
  add_probe(
      raw, buffers_and_events,
      [](GstPad* pad, GstPadProbeInfo* info, gpointer self) {
        return static_cast<Pipeline*>(self)->on_output(pad, info);
      },
      this);
  build_encoders(raw);
}

void Pipeline::build_encoders(GstElement* raw) {
  GstElement* tee = make("tee");
  if (!link({raw, tee})) return;
  GstElement* floats_tee = nullptr;
  for (EncodedTier& tier : tiers_) {
    if (tier.plan.kind == TierKind::encode_flac) {
      add_encoder(tee, tier);
      continue;
    }
    if (floats_tee == nullptr) {
      GstElement* floats = make("capsfilter");
      floats_tee = make("tee");
      if (!link({tee, make("audioconvert"), floats, floats_tee})) return;
      const GstPtr<GstCaps> caps(gst_caps_from_string("audio/x-raw,format=F32LE"));
      g_object_set(floats, "caps", caps.get(), nullptr);
    }
    add_encoder(floats_tee, tier);
  }
  if (tiers_.empty()) {
    GstElement* nowhere = make("fakesink");
    if (link({tee, nowhere})) g_object_set(nowhere, "sync", FALSE, "async", FALSE, nullptr);
  }
}

void Pipeline::add_encoder(GstElement* tee, EncodedTier& tier) {
  const bool flac = tier.plan.kind == TierKind::encode_flac;
  GstElement* queue = make("queue");
  GstElement* encoder = make(flac ? "flacenc" : "avenc_aac");
  GstElement* sink = make("appsink");
  if (!link({tee, queue, encoder, sink})) return;
  g_object_set(queue, "max-size-buffers", 0u, "max-size-bytes", 0u, "max-size-time", kQueueTime, nullptr);
  if (flac) {
    g_object_set(encoder, "blocksize", 4096u, nullptr);
  } else {
    // Intensity stereo is what makes the fast coder sound bad; without it, it is as good as the slow one at 256k.
    gst_util_set_object_arg(G_OBJECT(encoder), "aac-coder", "fast");
    gst_util_set_object_arg(G_OBJECT(encoder), "aac-is", "false");
    gst_util_set_object_arg(G_OBJECT(encoder), "bitrate", std::to_string(tier.plan.bitrate).c_str());
  }
  g_object_set(sink, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, nullptr);
  sinks_.push_back(std::make_unique<std::pair<Pipeline*, EncodedTier*>>(this, &tier));
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = [](GstAppSink* appsink, gpointer user) {
    const auto& [self, its_tier] = *static_cast<std::pair<Pipeline*, EncodedTier*>*>(user);
    const GstPtr<GstSample> sample(gst_app_sink_pull_sample(appsink));
    return sample ? self->on_encoded(*its_tier, sample.get()) : GST_FLOW_EOS;
  };
  gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, sinks_.back().get(), nullptr);
}

}  // namespace veza::transcode
