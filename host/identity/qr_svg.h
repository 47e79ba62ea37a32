// A QR code as a picture (ISO/IEC 18004, drawn by libqrencode).
#pragma once
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::identity {

// An SVG document of one path, dark on white with the quiet zone of four modules, without script, style or reference:
// a page shows it as an image (data: or blob:), whatever its content security policy. Errors (too_large): more text
// than a QR code holds, about 2300 bytes.
base::Result<std::string> qr_svg(std::string_view text);

}  // namespace veza::identity
