#include "covers/resize.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

#include "rules/cover_sizes.h"

namespace veza::library::covers {
namespace {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
using Pixbuf = std::unique_ptr<GdkPixbuf, Unref>;
using Loader = std::unique_ptr<GdkPixbufLoader, Unref>;

constexpr std::string_view unreadable = "cannot be read: it is damaged or of a kind that is not known";

struct Extent {
  int width, height;
};

// Fits into a square of `side` pixels; never larger than it is.
Extent fitted(int width, int height, int side) {
  const double scale = std::min(1.0, static_cast<double>(side) / std::max(width, height));
  const auto scaled = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
  return {scaled(width), scaled(height)};
}

// Before a pixel is decoded.
void on_size(GdkPixbufLoader* loader, int width, int height, gpointer self) {
  auto& too_large = *static_cast<bool*>(self);
  too_large = width > max_side || height > max_side || int64_t{width} * height > max_pixels;
  const Extent wanted = too_large ? Extent{0, 0} : fitted(width, height, cover_sizes.back());
  if (too_large || wanted.width < width || wanted.height < height) {
    gdk_pixbuf_loader_set_size(loader, wanted.width, wanted.height);
  }
}

bool feed(GdkPixbufLoader* loader, const std::string& path, const bool& too_large) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(path.c_str(), "rbe"), [](std::FILE* open) { return open ? std::fclose(open) : 0; });
  if (!file) return false;
  std::vector<unsigned char> buffer(size_t{1} << 16);
  size_t size = 0;
  while ((size = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0) {
    if (!gdk_pixbuf_loader_write(loader, buffer.data(), size, nullptr) || too_large) return false;
  }
  return std::ferror(file.get()) == 0;
}

// The picture no larger than the largest size; nothing, with the reason in `problem`.
Pixbuf decode(const std::string& path, const std::string& type, std::string& problem) {
  problem = unreadable;
  const Loader loader(gdk_pixbuf_loader_new_with_mime_type(type.c_str(), nullptr));
  if (!loader) return nullptr;
  bool too_large = false;
  g_signal_connect(loader.get(), "size-prepared", G_CALLBACK(&on_size), &too_large);
  // Closed in any case; otherwise it warns when it goes.
  const bool fed = feed(loader.get(), path, too_large);
  const bool closed = gdk_pixbuf_loader_close(loader.get(), nullptr) != FALSE;
  if (too_large) {
    problem = "is larger than " + std::to_string(max_side) + " pixels a side or " +
              std::to_string(max_pixels / 1'000'000) + " million pixels";
  }
  if (!fed || !closed || too_large) return nullptr;
  GdkPixbuf* const picture = gdk_pixbuf_loader_get_pixbuf(loader.get());
  return Pixbuf(picture ? gdk_pixbuf_apply_embedded_orientation(picture) : nullptr);
}

bool write(const GdkPixbuf* picture, int side, const std::string& path) {
  const auto [width, height] = fitted(gdk_pixbuf_get_width(picture), gdk_pixbuf_get_height(picture), side);
  constexpr guint32 white = 0xFFFFFF;
  const Pixbuf scaled(
      gdk_pixbuf_get_has_alpha(picture)
          ? gdk_pixbuf_composite_color_simple(picture, width, height, GDK_INTERP_BILINEAR, 255, 64, white, white)
          : gdk_pixbuf_scale_simple(picture, width, height, GDK_INTERP_BILINEAR));
  return scaled && gdk_pixbuf_save(scaled.get(), path.c_str(), "jpeg", nullptr, "quality", "85", nullptr) != FALSE;
}

}  // namespace

std::string resize(const std::string& path, const std::string& type, const std::string& prefix) {
  std::string problem;
  const Pixbuf picture = decode(path, type, problem);
  if (!picture) return problem;
  for (const int side : cover_sizes) {
    if (!write(picture.get(), side, prefix + "-" + std::to_string(side) + ".jpg")) return "cannot be written smaller";
  }
  return {};
}

}  // namespace veza::library::covers
