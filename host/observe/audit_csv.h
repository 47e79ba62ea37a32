// The audit log as a table for other programs: CSV by RFC 4180.
#pragma once
#include <string>
#include <string_view>

#include "observe/audit_record.h"

namespace veza::observe {

// One cell: quoted when it holds a comma, a semicolon, a quote, a tab or a line break. A text that a spreadsheet would
// run as a formula (it begins with = + - @, a tab or a carriage return, also after blanks) gets an apostrophe before
// it, which spreadsheets do not show; so does one within the text that begins a cell for spreadsheets whose cells end
// at semicolons or tabs.
std::string csv_cell(std::string_view text);

// "seq,at,action,…\r\n".
std::string audit_csv_head();
// One line, with its "\r\n".
std::string audit_csv_line(const AuditRecord& record);

}  // namespace veza::observe
