// XML as an object store, or whoever stands in its place, may send it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/markup.h"
#include "base/text.h"
#include "blobs/s3_answers.h"
#include "blobs/xml_tree.h"

using namespace veza::blobs;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  (void)parse_page(input);
  (void)parse_upload_id(input);
  (void)parse_undeleted(input);
  (void)parse_completed(input);
  const S3Fault fault = parse_fault(input);
  for (const auto& text : {fault.code, fault.message, fault.region, fault.endpoint}) {
    if (text.size() > 200 || !veza::base::is_utf8(text) || text.find('\n') != std::string::npos) std::abort();
  }
  // What is escaped comes back as it was.
  if (veza::base::is_utf8(input)) {
    const auto back = parse_xml("<a>" + veza::base::escape_markup(input) + "</a>");
    if (back && input.find('\r') == std::string_view::npos && back->text != input) std::abort();
  }
  return 0;
}
