#include "observe/audit_csv.h"

#include "base/clock.h"

namespace veza::observe {
namespace {

bool begins_formula(char c) { return std::string_view("=+-@\t\r").find(c) != std::string_view::npos; }

}  // namespace

std::string csv_cell(std::string_view text) {
  const size_t first = text.find_first_not_of(" \n");
  std::string cell = first != std::string_view::npos && begins_formula(text[first]) ? "'" : "";
  bool begins = false;  // a cell, for a spreadsheet whose cells end here
  for (const char c : text) {
    if (begins && begins_formula(c)) cell += '\'';
    begins = c == ';' || c == '\t' || (begins && c == ' ');
    cell.append(c == '"' ? 2 : 1, c);
  }
  if (cell.find_first_of(",;\"\t\r\n") == std::string::npos) return cell;
  return "\"" + cell + "\"";
}

std::string audit_csv_head() {
  return "seq,at,action,actor_id,actor_name,subject_type,subject_id,ip,user_agent,request_id,before,after,hash\r\n";
}

std::string audit_csv_line(const AuditRecord& record) {
  std::string line = std::to_string(record.seq) + "," + base::rfc3339(record.at);
  for (const std::string* text :
       {&record.action, &record.actor_id, &record.actor_name, &record.subject_type, &record.subject_id, &record.ip,
        &record.user_agent, &record.request_id, &record.state_before, &record.state_after, &record.hash}) {
    line += "," + csv_cell(*text);
  }
  return line + "\r\n";
}

}  // namespace veza::observe
