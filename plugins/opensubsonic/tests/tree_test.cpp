// One tree, two writers.
#include "protocol/tree.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace veza::opensubsonic;

BOOST_AUTO_TEST_SUITE(tree)

BOOST_AUTO_TEST_CASE(the_same_in_json_and_xml) {
  Node root;
  root.set("status", "ok").set("openSubsonic", true);
  Node& album = root.node("album");
  album.set("name", "A \"B\" <C> & \xC3\xA9").set("year", 1999).set("gain", -6.5);
  album.values("isrc", {std::string("X1"), std::string("X2")});
  auto& songs = album.list("song");
  songs.emplace_back().set("id", "tr-1").value("text");
  songs.emplace_back().set("id", "tr-2").leaf("notes", "a&b");
  album.list("genres");

  BOOST_TEST(to_json_text(root) ==
             "{\"subsonic-response\":{\"status\":\"ok\",\"openSubsonic\":true,\"album\":{\"name\":\"A \\\"B\\\" <C> & "
             "\xC3\xA9\",\"year\":1999,\"gain\":-6.5,\"isrc\":[\"X1\",\"X2\"],\"song\":[{\"id\":\"tr-1\",\"value\":"
             "\"text\"},{\"id\":\"tr-2\",\"notes\":\"a&b\"}],\"genres\":[]}}}");
  const auto xml = to_xml_text(root);
  BOOST_TEST(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), xml);
  for (const char* part : {"<subsonic-response ", "xmlns=\"http://subsonic.org/restapi\"", "status=\"ok\"",
                           "openSubsonic=\"true\"", "name=\"A &quot;B&quot; &lt;C&gt; &amp; \xC3\xA9\"",
                           "gain=\"-6.5\"", "<isrc>X1</isrc><isrc>X2</isrc>", "<song id=\"tr-1\">text</song>",
                           "<song id=\"tr-2\"><notes>a&amp;b</notes></song>", "</album></subsonic-response>"}) {
    BOOST_TEST(xml.find(part) != xml.npos, part << " in " << xml);
  }
  BOOST_TEST(xml.find("genres") == xml.npos);
}

BOOST_AUTO_TEST_CASE(hostile_text_stays_text) {
  Node root;
  root.set("a", std::string_view("\x01\"><script>\x00]]>", 16)).set("b", "\xff\xfe");
  const auto json = nlohmann::json::parse(to_json_text(root), nullptr, false);
  BOOST_TEST(!json.is_discarded());
  const auto xml = to_xml_text(root);
  BOOST_TEST(xml.find("<script") == xml.npos);
  BOOST_TEST(xml.find('\x01') == xml.npos);
}

BOOST_AUTO_TEST_CASE(callbacks_are_names) {
  for (const char* name : {"done", "jQuery.cb_1", "$x", "a.b.c"}) BOOST_TEST(is_callback(name), name);
  for (const char* name : {"", "1x", "a.1", "a..b", ".a", "a.", "alert(1)", "a b", "a\n", "\xC3\xA9"}) {
    BOOST_TEST(!is_callback(name), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
