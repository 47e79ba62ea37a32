// The plugin against a host in memory: requests go in, answers, rows, events and metrics are looked at.
#include <cstdlib>
#include <iostream>
#include <veza/testing/fake_host.hpp>

#include "entry_rules.h"

extern "C" veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);

#define EXPECT(condition)                                                  \
  do {                                                                     \
    if (!(condition)) {                                                    \
      std::cerr << __FILE__ << ":" << __LINE__ << ": " #condition << '\n'; \
      std::exit(1);                                                        \
    }                                                                      \
  } while (false)

using veza::Json;
using veza::testing::FakeHost;
using veza::testing::FakeRequest;
using veza::testing::User;

const User ada{"018f2f6e-0000-7000-8000-000000000001", "ada", "user", {"account:read"}};

FakeRequest signing(const std::string& message) {
  return FakeRequest{.method = "POST", .target = "/api/v1/guestbook"}.as(ada).json({{"message", message}});
}

void an_entry_is_kept_told_and_counted() {
  FakeHost host(PLUGIN_FOLDER);
  host.start(&veza_plugin_entry_v1);

  const auto made = host.http.send(signing("  Hello there  "));
  EXPECT(made.status == 201);
  EXPECT(made.data()["message"] == "Hello there");

  const auto list = host.http.send({.target = "/api/v1/guestbook"}).data();
  EXPECT(list.size() == 1);
  EXPECT(list[0]["username"] == "ada");

  EXPECT(host.events.emitted.size() == 1);
  EXPECT(host.events.emitted[0].type == "guestbook.entry.signed.v1");
  EXPECT(host.metrics.value("guestbook_entries_total") == 1);
}

void what_somebody_wrote_can_be_taken_away_and_erased() {
  FakeHost host(PLUGIN_FOLDER);
  host.start(&veza_plugin_entry_v1);
  host.http.send(signing("Hello there"));
  EXPECT(host.audit.has("guestbook.entry.signed", host.audit.entries.at(0).subject_id));

  const auto files = host.privacy.export_of(ada.id);
  EXPECT(files.json.at("entries.json").at(0)["message"] == "Hello there");
  EXPECT(host.privacy.export_of("somebody else").json.at("entries.json").empty());

  host.privacy.erase("somebody else");
  EXPECT(host.http.send({.target = "/api/v1/guestbook"}).data().size() == 1);
  host.privacy.erase(ada.id);
  host.privacy.erase(ada.id);
  EXPECT(host.http.send({.target = "/api/v1/guestbook"}).data().empty());
}

void a_guest_and_a_bad_entry_are_refused() {
  FakeHost host(PLUGIN_FOLDER, {{"max_characters", 5}});
  host.start(&veza_plugin_entry_v1);

  EXPECT(host.http.send({.method = "POST", .target = "/api/v1/guestbook"}).status == 401);
  const auto too_long = host.http.send(signing("Hello there"));
  EXPECT(too_long.status == 422);
  EXPECT(too_long.json()["error"]["details"][0]["field"] == "message");
  EXPECT(host.events.emitted.empty());
}

void the_site_may_refuse_an_entry() {
  FakeHost host(PLUGIN_FOLDER);
  host.start(&veza_plugin_entry_v1);
  host.policy.answers["guestbook.sign"] = {{"kind", "deny"}, {"message", "No links, please."}};

  const auto refused = host.http.send(signing("see http://example.org"));
  EXPECT(refused.status == 403);
  EXPECT(refused.json()["error"]["message"] == "No links, please.");
}

void entries_have_rules() {
  EXPECT(guestbook::problem("", 10));
  EXPECT(guestbook::problem("éééé", 3));
  EXPECT(guestbook::problem("bell\a", 10));
  EXPECT(!guestbook::problem("two\nlines", 10));
}

int main() {
  an_entry_is_kept_told_and_counted();
  what_somebody_wrote_can_be_taken_away_and_erased();
  a_guest_and_a_bad_entry_are_refused();
  the_site_may_refuse_an_entry();
  entries_have_rules();
}
