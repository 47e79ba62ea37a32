// Owning pointers for the GStreamer objects used here.
#pragma once
#include <gst/gst.h>

#include <memory>

namespace veza::transcode {

struct GstDelete {
  void operator()(GstElement* element) const { gst_object_unref(element); }
  void operator()(GstBus* bus) const { gst_object_unref(bus); }
  void operator()(GstPad* pad) const { gst_object_unref(pad); }
  void operator()(GstCaps* caps) const { gst_caps_unref(caps); }
  void operator()(GstMessage* message) const { gst_message_unref(message); }
  void operator()(GstSample* sample) const { gst_sample_unref(sample); }
};

template <class T>
using GstPtr = std::unique_ptr<T, GstDelete>;

// A buffer's bytes while it lives.
class BufferMap {
 public:
  BufferMap(GstBuffer* buffer, GstMapFlags flags) : buffer_(buffer), ok_(gst_buffer_map(buffer, &info_, flags)) {}
  ~BufferMap() {
    if (ok_) gst_buffer_unmap(buffer_, &info_);
  }
  BufferMap(const BufferMap&) = delete;
  BufferMap& operator=(const BufferMap&) = delete;
  explicit operator bool() const { return ok_; }
  const std::uint8_t* data() const { return info_.data; }
  std::size_t size() const { return info_.size; }

 private:
  GstBuffer* buffer_;
  GstMapInfo info_{};
  bool ok_;
};

}  // namespace veza::transcode
