#include "pipeline/pipeline.h"

#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>

namespace veza::transcode {
namespace {

void stamp(GstBuffer* buffer, std::uint64_t first, std::uint64_t count, std::uint32_t rate) {
  GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(first, GST_SECOND, rate);
  GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION(buffer) = gst_util_uint64_scale(first + count, GST_SECOND, rate) - GST_BUFFER_PTS(buffer);
  GST_BUFFER_OFFSET(buffer) = first;
  GST_BUFFER_OFFSET_END(buffer) = first + count;
  if (first > 0) GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_DISCONT);
}

// Lets `part` of the probe's buffer through, as samples `first`… of an unbroken stream.
GstPadProbeReturn pass_part(GstPadProbeInfo* info, SampleWindow::Part part, std::uint64_t first, std::uint32_t rate,
                            std::uint32_t frame_bytes) {
  if (part.count == 0) return GST_PAD_PROBE_DROP;
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  buffer = gst_audio_buffer_truncate(buffer, static_cast<gint>(frame_bytes), part.offset, part.count);
  stamp(buffer, first, part.count, rate);
  info->data = buffer;
  return GST_PAD_PROBE_OK;
}

}  // namespace

Pipeline::Pipeline(const Decoding& decoding, std::vector<EncodedTier> tiers, Measure measure)
    : decoding_(decoding),
      tiers_(std::move(tiers)),
      measure_(std::move(measure)),
      pipeline_(gst_pipeline_new(nullptr)),
      bus_(gst_element_get_bus(pipeline_.get())) {}

Result<std::unique_ptr<Pipeline>> Pipeline::start(const Decoding& decoding, std::vector<EncodedTier> tiers,
                                                  Measure measure) {
  std::unique_ptr<Pipeline> self(new Pipeline(decoding, std::move(tiers), std::move(measure)));
  self->build();
  if (auto failed = self->failure_.with([](auto& failure) { return failure; })) return fail(*failed);
  if (gst_element_set_state(self->pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    return fail(self->failure());
  return self;
}

Pipeline::~Pipeline() { stop(); }

void Pipeline::stop() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

bool Pipeline::push(std::vector<std::uint8_t> unit) {
  GstBuffer* buffer = gst_buffer_new_memdup(unit.data(), unit.size());
  return gst_app_src_push_buffer(GST_APP_SRC(source_), buffer) == GST_FLOW_OK;
}

void Pipeline::push_end() { gst_app_src_end_of_stream(GST_APP_SRC(source_)); }

Pipeline::State Pipeline::wait(std::chrono::milliseconds timeout) {
  const GstPtr<GstMessage> message(
      gst_bus_timed_pop_filtered(bus_.get(), static_cast<GstClockTime>(timeout.count()) * GST_MSECOND,
                                 static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_EOS)));
  if (failure_.with([](auto& failure) { return failure.has_value(); })) return State::failed;
  if (!message) return State::running;
  if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS) return State::finished;

  GError* error = nullptr;
  gchar* debug = nullptr;
  gst_message_parse_error(message.get(), &error, &debug);
  const bool of_stream = error->domain == GST_STREAM_ERROR;
  fail_with({of_stream ? Code::corrupt : Code::internal,
             of_stream ? "The file is damaged: its sound could not be decoded." : "The converter failed.",
             std::string(error->message) + (debug != nullptr ? std::string(" / ") + debug : "")});
  g_error_free(error);
  g_free(debug);
  return State::failed;
}

Error Pipeline::failure() {
  return failure_.with([](auto& failure) {
    return failure.value_or(Error{Code::internal, "The converter could not be started.", {}});
  });
}

void Pipeline::fail_with(Error error) {
  failure_.with([&](auto& failure) {
    if (!failure) failure = std::move(error);
  });
}

GstPadProbeReturn Pipeline::on_decoded(GstPadProbeInfo* info) {
  if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) {
    GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
    if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
    GstCaps* caps = nullptr;
    gst_event_parse_caps(event, &caps);
    GstAudioInfo audio;
    if (!gst_audio_info_from_caps(&audio, caps)) return GST_PAD_PROBE_OK;
    const auto rate = static_cast<std::uint32_t>(GST_AUDIO_INFO_RATE(&audio));
    frame_bytes_ = static_cast<std::uint32_t>(GST_AUDIO_INFO_BPF(&audio));
    if (decoder_rate_ == rate) return GST_PAD_PROBE_OK;
    if (decoder_rate_ != 0) {
      fail_with({Code::unsupported, "The sample rate of this file changes on the way.", {}});
      return GST_PAD_PROBE_OK;
    }
    decoder_rate_ = rate;
    const auto scaled = [&](std::uint64_t samples) { return rescale(samples, decoding_.rate, rate); };
    heard_ =
        SampleWindow(scaled(decoding_.skip), decoding_.keep ? std::optional(scaled(*decoding_.keep)) : std::nullopt);
    if (decoding_.keep) limit_ = SampleWindow(0, rescale(*decoding_.keep, decoding_.rate, kOutputRate));
    return GST_PAD_PROBE_OK;
  }
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (frame_bytes_ == 0) return GST_PAD_PROBE_DROP;
  const std::uint64_t first = heard_.passed();
  const auto part = heard_.next(gst_buffer_get_size(buffer) / frame_bytes_);
  decoded_ = heard_.passed();
  return pass_part(info, part, first, decoder_rate_, frame_bytes_);
}

void Pipeline::make_good(GstPad* pad) {
  constexpr std::uint64_t kMostMissing = 8;
  const std::uint64_t missing = decoding_.keep && heard_.left() == 0 ? limit_.left() : 0;
  if (missing == 0 || missing > kMostMissing) return;
  const std::uint64_t first = limit_.passed();
  limit_.next(missing);
  const std::vector<std::int16_t> silence(missing * 2);
  GstBuffer* buffer = gst_buffer_new_memdup(silence.data(), silence.size() * sizeof(std::int16_t));
  stamp(buffer, first, missing, kOutputRate);
  if (auto ok = measure_(silence); !ok) fail_with(ok.error());
  produced_ = limit_.passed();
  // This pad has seen its end of stream already; its peer has not.
  const GstPtr<GstPad> peer(gst_pad_get_peer(pad));
  gst_pad_chain(peer.get(), buffer);
}

GstPadProbeReturn Pipeline::on_output(GstPad* pad, GstPadProbeInfo* info) {
  constexpr std::uint32_t kFrameBytes = 4;
  if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) {
    if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS) make_good(pad);
    return GST_PAD_PROBE_OK;
  }
  const std::uint64_t first = limit_.passed();
  const auto part = limit_.next(gst_buffer_get_size(GST_PAD_PROBE_INFO_BUFFER(info)) / kFrameBytes);
  const GstPadProbeReturn result = pass_part(info, part, first, kOutputRate, kFrameBytes);
  if (result != GST_PAD_PROBE_OK) return result;
  const BufferMap map(GST_PAD_PROBE_INFO_BUFFER(info), GST_MAP_READ);
  if (!map) return result;
  const std::span frames(reinterpret_cast<const std::int16_t*>(map.data()), map.size() / sizeof(std::int16_t));
  if (auto ok = measure_(frames); !ok) fail_with(ok.error());
  produced_ = limit_.passed();
  return result;
}

GstFlowReturn Pipeline::on_encoded(EncodedTier& tier, GstSample* sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  const BufferMap unit(buffer, GST_MAP_READ);
  if (!unit) return GST_FLOW_ERROR;
  const bool flac = tier.plan.kind == TierKind::encode_flac;
  // flacenc also puts out the file's headers, in front and again at the end.
  if (flac && (unit.size() < 2 || unit.data()[0] != 0xFF || (unit.data()[1] & 0xFE) != 0xF8)) return GST_FLOW_OK;

  if (!tier.begun) {
    std::vector<std::uint8_t> config;
    const GValue* value = gst_structure_get_value(gst_caps_get_structure(gst_sample_get_caps(sample), 0), "codec_data");
    if (!flac && value != nullptr) {
      const BufferMap data(gst_value_get_buffer(value), GST_MAP_READ);
      config.assign(data.data(), data.data() + data.size());
    }
    if (auto ok = tier.begin(std::move(config)); !ok) {
      fail_with(ok.error());
      return GST_FLOW_ERROR;
    }
    tier.begun = true;
  }
  if (auto ok = tier.add({unit.data(), unit.size()}); !ok) {
    fail_with(ok.error());
    return GST_FLOW_ERROR;
  }
  return GST_FLOW_OK;
}

}  // namespace veza::transcode
