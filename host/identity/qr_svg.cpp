#include "identity/qr_svg.h"

#include <qrencode.h>

#include <memory>

namespace veza::identity {

base::Result<std::string> qr_svg(std::string_view text) {
  constexpr int quiet = 4;
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0,
                        QR_ECLEVEL_M),
      &QRcode_free);
  if (!code) return base::fail(base::Code::too_large, "this text does not fit into a QR code");
  const std::string side = std::to_string(code->width + 2 * quiet);
  std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )" + side + " " + side +
                    R"(" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h)" + side + "v" + side +
                    R"(H0z"/><path fill="#000" d=")";
  // One rectangle a run of dark modules in a row.
  for (int y = 0; y < code->width; ++y) {
    const unsigned char* row = code->data + static_cast<ptrdiff_t>(y) * code->width;
    for (int x = 0; x < code->width;) {
      if ((row[x] & 1) == 0) {
        ++x;
        continue;
      }
      const int from = x;
      while (x < code->width && (row[x] & 1) != 0) ++x;
      const std::string run = std::to_string(x - from);
      svg += "M" + std::to_string(from + quiet) + " " + std::to_string(y + quiet) + "h" + run + "v1h-" + run + "z";
    }
  }
  return svg + R"("/></svg>)";
}

}  // namespace veza::identity
