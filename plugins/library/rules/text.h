// Text that strangers wrote: names of files, tags inside them, fields of forms.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace veza::library {

// UTF-8 fit to be shown: what is not UTF-8 becomes U+FFFD, control and bidirectional-override characters go, runs of
// white space become one space, nothing stands at the ends. At most `max_characters` code points are kept.
std::string clean_text(std::string_view text, size_t max_characters);

// The same for a text of lines: their breaks stay ("\n"), each line is cleaned, no empty ones stand at the ends. At
// most `max_bytes` are kept, in whole lines.
std::string clean_lines(std::string_view text, size_t max_bytes);

// Why `text` cannot be stored as it is, as a phrase after a field's name ("is longer than 200 characters"); empty when
// it can.
std::string text_problem(std::string_view text, size_t max_characters);

// What is compared and searched: compatibility forms, case, accents and the kind of a quotation mark or dash make no
// difference (NFKD, full case folding, the marks of Latin, Greek, Cyrillic, Hebrew and Arabic dropped, NFC; Unicode
// TR15 and chapter 3.13). Marks that make another letter of it, as in Japanese or Hindi, stay. No locale. `text` is
// UTF-8.
std::string fold(std::string_view text);

// fold, short enough for an index and a cursor: whole characters, at most 480 bytes.
std::string key_of(std::string_view text);

// The name of an uploaded file as people see it: without folders, cleaned, at most 255 characters, "untitled" for
// nothing.
std::string display_file_name(std::string_view sent);

// A track's title when nothing better is known: the name without its extension.
std::string title_from_file_name(std::string_view display_name);

}  // namespace veza::library
