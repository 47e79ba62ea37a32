#include "encoder.h"

#include <gst/app/gstappsrc.h>

#include <vector>

namespace veza::stream {
namespace {

constexpr std::uint64_t rate = 44100, frame_bytes = 4;
constexpr guint64 queued_bytes = 512 << 10;

struct Stage {
  const char* factory;
  std::vector<std::pair<const char*, std::string>> settings = {};
};

std::vector<Stage> stages_of(const std::string& format, std::uint32_t bitrate) {
  if (format == "mp3") {
    return {{"lamemp3enc", {{"target", "bitrate"}, {"cbr", "true"}, {"bitrate", std::to_string(bitrate / 1000)}}}};
  }
  if (format == "opus") return {{"opusenc", {{"bitrate", std::to_string(bitrate)}}}, {"oggmux"}};
  if (format == "aac") {
    // As in veza-transcode: without intensity stereo the fast coder is as good as the slow one.
    return {{"avenc_aac", {{"aac-coder", "fast"}, {"aac-is", "false"}, {"bitrate", std::to_string(bitrate)}}},
            {"aacparse"},
            {"capsfilter", {{"caps", "audio/mpeg,mpegversion=4,stream-format=adts"}}}};
  }
  return {{"flacenc", {{"streamable-subset", "true"}}}};
}

}  // namespace

Result<std::unique_ptr<Encoder>> Encoder::start(const std::string& format, std::uint32_t bitrate) {
  std::unique_ptr<Encoder> self(new Encoder);
  if (auto ok = self->build(format, bitrate); !ok) return fail(ok.error());
  if (gst_element_set_state(self->pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    return fail(Code::internal, "The converter could not be started.", "encoder");
  }
  return self;
}

Encoder::~Encoder() {
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

Status Encoder::build(const std::string& format, std::uint32_t bitrate) {
  pipeline_.reset(gst_pipeline_new(nullptr));
  bus_.reset(gst_element_get_bus(pipeline_.get()));
  std::vector<Stage> stages{{"appsrc"}, {"audioconvert"}, {"audioresample"}};
  for (auto& stage : stages_of(format, bitrate)) stages.push_back(std::move(stage));
  stages.push_back({"fdsink", {{"fd", "1"}, {"sync", "false"}, {"async", "false"}, {"enable-last-sample", "false"}}});
  GstElement* before = nullptr;
  for (const auto& [factory, settings] : stages) {
    GstElement* element = gst_element_factory_make(factory, nullptr);
    if (element == nullptr) {
      return fail(Code::internal, "The server's converter is not completely installed.",
                  std::string("GStreamer has no element ") + factory);
    }
    gst_bin_add(GST_BIN(pipeline_.get()), element);
    for (const auto& [name, value] : settings) gst_util_set_object_arg(G_OBJECT(element), name, value.c_str());
    if (before != nullptr && !gst_element_link(before, element)) {
      return fail(Code::internal, "The converter could not be set up.", std::string("cannot link to ") + factory);
    }
    if (before == nullptr) source_ = element;
    before = element;
  }
  const transcode::GstPtr<GstCaps> caps(
      gst_caps_from_string("audio/x-raw,format=S16LE,layout=interleaved,channels=2,rate=44100"));
  g_object_set(source_, "caps", caps.get(), "format", GST_FORMAT_TIME, "block", TRUE, "max-bytes", queued_bytes,
               nullptr);
  return {};
}

Status Encoder::problem() {
  const transcode::GstPtr<GstMessage> message(gst_bus_pop_filtered(bus_.get(), GST_MESSAGE_ERROR));
  std::string detail = "the encoder ended";
  if (message) {
    GError* error = nullptr;
    gst_message_parse_error(message.get(), &error, nullptr);
    detail = error->message;
    g_error_free(error);
  }
  return fail(Code::io, "The song could not be written.", detail);
}

Status Encoder::add(std::span<const std::int16_t> frames) {
  const std::uint64_t count = frames.size() / 2;
  GstBuffer* buffer = gst_buffer_new_memdup(frames.data(), count * frame_bytes);
  GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(given_, GST_SECOND, rate);
  GST_BUFFER_DURATION(buffer) = gst_util_uint64_scale(given_ + count, GST_SECOND, rate) - GST_BUFFER_PTS(buffer);
  given_ += count;
  if (gst_app_src_push_buffer(GST_APP_SRC(source_), buffer) == GST_FLOW_OK) return {};
  return problem();
}

Status Encoder::finish() {
  gst_app_src_end_of_stream(GST_APP_SRC(source_));
  const transcode::GstPtr<GstMessage> message(gst_bus_timed_pop_filtered(
      bus_.get(), GST_CLOCK_TIME_NONE, static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_EOS)));
  if (message && GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS) return {};
  return fail(Code::io, "The song could not be written.", "the end never came");
}

}  // namespace veza::stream
