// What the plugin that made a track's streams measured: the `media` JSON of veza.catalog/1.
#pragma once
#include <string_view>

#include "store/tracks.h"

namespace veza::library {

// {"duration_ms","sample_rate","channels","loudness":{"integrated_lufs","range_lu","true_peak_dbtp","gain_db"}}; what
// is missing or no number stays unknown. Throws Error(VEZA_E_INVALID) when the text is no JSON object.
Tracks::Media media_facts(std::string_view json);

}  // namespace veza::library
