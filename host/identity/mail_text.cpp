#include "identity/mail_text.h"

#include "base/markup.h"
#include "base/text.h"

namespace veza::identity {
namespace {

constexpr const char* page = R"html(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>)html";
constexpr const char* body = R"html(</title></head>
<body style="margin:0;background:#f4f4f5;color:#18181b;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:34em;margin:0 auto;padding:32px 16px">
<div style="background:#fff;border-radius:12px;padding:32px">
)html";
constexpr const char* foot = R"html(</div>
<p style="color:#71717a;font-size:13px;text-align:center;margin:24px 0 0">)html";

// Words on one line: a site's name may be anything its settings say.
std::string one_line(std::string text, size_t longest) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  if (text.size() > longest) text.resize(longest);
  while (!text.empty() && !base::is_utf8(text)) text.pop_back();
  return text;
}

std::string plain(const MailText& text, const std::string& name, const std::string& url) {
  std::string out = text.greeting + "\n\n";
  for (const auto& paragraph : text.paragraphs) out += paragraph + "\n\n";
  if (!text.link.empty()) out += text.link + "\n\n";
  for (const auto& paragraph : text.after) out += paragraph + "\n\n";
  return out + "-- \n" + name + "\n" + url + "\n";
}

std::string html(const MailText& text, const std::string& name, const std::string& url) {
  std::string out = page + base::escape_markup(text.subject) + body;
  out += "<p style=\"margin:0 0 16px\">" + base::escape_markup(text.greeting) + "</p>\n";
  for (const auto& paragraph : text.paragraphs)
    out += "<p style=\"margin:0 0 16px\">" + base::escape_markup(paragraph) + "</p>\n";
  if (!text.link.empty()) {
    out += "<p style=\"margin:24px 0\"><a href=\"" + base::escape_markup(text.link) +
           "\" style=\"display:inline-block;background:#18181b;color:#fff;text-decoration:none;font-weight:600;"
           "padding:12px 24px;border-radius:8px\">" +
           base::escape_markup(text.button) + "</a></p>\n";
    out += "<p style=\"margin:0 0 16px;color:#71717a;font-size:13px;word-break:break-all\">" +
           base::escape_markup(text.link) + "</p>\n";
  }
  for (const auto& paragraph : text.after)
    out += "<p style=\"margin:0 0 8px;color:#52525b;font-size:14px\">" + base::escape_markup(paragraph) + "</p>\n";
  out += foot + base::escape_markup(name) + " · <a href=\"" + base::escape_markup(url) + "\" style=\"color:#71717a\">" +
         base::escape_markup(url) + "</a></p>\n";
  return out + "</div></body></html>\n";
}

}  // namespace

mail::Message write_mail(const MailText& text, const std::string& to, const std::string& kind,
                         const std::string& site_name, const std::string& site_url) {
  const std::string name = one_line(site_name, 100);
  mail::Message message;
  message.to = to;
  message.subject = one_line(text.subject, 200);
  message.text = plain(text, name, site_url);
  message.html = html(text, name, site_url);
  message.kind = kind;
  return message;
}

}  // namespace veza::identity
