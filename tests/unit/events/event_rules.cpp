#include "outbox_fixture.h"

namespace veza::events {

BOOST_AUTO_TEST_SUITE(event_rules)

BOOST_AUTO_TEST_CASE(what_an_event_must_be) {
  const auto changed = [](auto&& change) {
    Event event = OutboxFixture::event("a", 1);
    change(event);
    return event;
  };
  BOOST_TEST(check_event(OutboxFixture::event("a", 1)).has_value());
  const std::pair<const char*, Event> bad[] = {
      {"no type", changed([](Event& e) { e.event_type = ""; })},
      {"three words", changed([](Event& e) { e.event_type = "library.track.v1"; })},
      {"five words", changed([](Event& e) { e.event_type = "a.b.c.d.v1"; })},
      {"an empty word", changed([](Event& e) { e.event_type = "a..c.v1"; })},
      {"upper case", changed([](Event& e) { e.event_type = "Library.track.uploaded.v1"; })},
      {"a star", changed([](Event& e) { e.event_type = "library.*.uploaded.v1"; })},
      {"no version", changed([](Event& e) { e.event_type = "library.track.uploaded.done"; })},
      {"version 0", changed([](Event& e) { e.event_type = "library.track.uploaded.v0"; })},
      {"a huge version", changed([](Event& e) { e.event_type = "library.track.uploaded.v99999999999999999999"; })},
      {"a long type", changed([](Event& e) { e.event_type = std::string(250, 'a') + ".b.c.v1"; })},
      {"no aggregate type", changed([](Event& e) { e.aggregate_type = ""; })},
      {"no aggregate id", changed([](Event& e) { e.aggregate_id = ""; })},
      {"a long id", changed([](Event& e) { e.aggregate_id = std::string(201, 'a'); })},
      {"an id that is not UTF-8", changed([](Event& e) { e.correlation_id = "\xff"; })},
      {"data that is no JSON", changed([](Event& e) { e.data = "{"; })},
      {"data that is no object", changed([](Event& e) { e.data = "[1]"; })},
      {"no data", changed([](Event& e) { e.data = ""; })},
      {"huge data", changed([](Event& e) { e.data = "{\"a\":\"" + std::string(1U << 20, 'x') + "\"}"; })},
  };
  for (const auto& [what, event] : bad) BOOST_TEST(!check_event(event), what);
}

BOOST_AUTO_TEST_CASE(patterns) {
  const std::string type = "library.track.uploaded.v1";
  for (const char* pattern : {"*", "library.*", "library.track.*", "library.track.*.v1", "*.track.*", "*.*.*.*",
                              "library.track.uploaded.v1", "library.track.uploaded.*"}) {
    BOOST_TEST(check_pattern(pattern).has_value(), pattern);
    BOOST_TEST(matches(pattern, type), pattern);
  }
  for (const char* pattern : {"library", "library.track", "library.track.uploaded", "library.track.uploaded.v1.*",
                              "library.*.v1", "track.*", "*.*.*.*.*", "library.track.uploaded.v2", "librar.*"}) {
    BOOST_TEST(check_pattern(pattern).has_value(), pattern);
    BOOST_TEST(!matches(pattern, type), pattern);
  }
  for (const char* pattern : {"", ".", "a.", ".a", "a..b", "lib*", "**", "A.b", "a b"}) {
    BOOST_TEST(!check_pattern(pattern), pattern);
  }
  BOOST_TEST(!matches("*", ""));
}

BOOST_AUTO_TEST_CASE(the_form_of_the_contract) {
  Event event = OutboxFixture::event("t1", 7);
  event.event_id = "e";
  event.timestamp_ms = 1'700'000'000'123;
  event.correlation_id = "r";
  event.causation_id = "c";
  BOOST_TEST(base::to_text(to_json(event)) ==
             R"({"aggregate_id":"t1","aggregate_type":"track","data":{"n":7},"event_id":"e",)"
             R"("event_type":"library.track.uploaded.v1","metadata":{"causation_id":"c","correlation_id":"r"},)"
             R"("timestamp":"2023-11-14T22:13:20.123Z","version":1})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::events
