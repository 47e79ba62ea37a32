#include "plugins/start_order.h"

#include <boost/test/unit_test.hpp>
#include <deque>

namespace veza::plugins {
namespace {

struct Outcome {
  std::string ids;  // in start order, a space after each
  std::map<std::string, std::string> refused;
};

struct Site {
  std::deque<Manifest> manifests;
  Site& add(const std::string& id, std::vector<Requirement> requirements, std::vector<std::string> offers = {}) {
    Manifest manifest;
    manifest.id = id;
    manifest.requirements = std::move(requirements);
    manifest.offers = std::move(offers);
    manifests.push_back(std::move(manifest));
    return *this;
  }
  Outcome order() const {
    std::vector<const Manifest*> all;
    for (const auto& manifest : manifests) all.push_back(&manifest);
    auto order = start_order(all, {"veza.http/1"});
    Outcome outcome{{}, std::move(order.refused)};
    for (const auto* manifest : order.order) outcome.ids += manifest->id + " ";
    return outcome;
  }
};

BOOST_AUTO_TEST_SUITE(order)

BOOST_AUTO_TEST_CASE(providers_come_first) {
  const auto order = Site()
                         .add("a", {{"x.c/1"}, {"veza.http/1"}})
                         .add("b", {})
                         .add("c", {{"x.d/1"}}, {"x.c/1"})
                         .add("d", {}, {"x.d/1"})
                         .order();
  BOOST_TEST(order.ids == "d c a b ");
  BOOST_TEST(order.refused.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_service_refuses_the_chain) {
  const auto order = Site().add("a", {{"x.b/1"}}).add("b", {{"x.nobody/1"}}, {"x.b/1"}).add("c", {}).order();
  BOOST_TEST(order.ids == "c ");
  BOOST_TEST(order.refused.at("b").find("x.nobody/1") != std::string::npos);
  BOOST_TEST(order.refused.at("a").find("plugin \"b\", which is disabled") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_optional_one_refuses_nobody) {
  const auto order = Site().add("a", {{"x.b/1", true}, {"x.none/1", true}}).add("b", {{"x.no/1"}}, {"x.b/1"}).order();
  BOOST_TEST(order.ids == "a ");
}

BOOST_AUTO_TEST_CASE(a_circle_is_refused) {
  const auto order =
      Site().add("a", {{"x.b/1"}}, {"x.a/1"}).add("b", {{"x.a/1"}}, {"x.b/1"}).add("c", {{"x.c/1"}}, {"x.c/1"}).order();
  BOOST_TEST(order.ids == "");
  BOOST_TEST(order.refused.size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_optional_circle_starts) {
  const auto order = Site().add("a", {{"x.b/1"}}, {"x.a/1"}).add("b", {{"x.a/1", true}}, {"x.b/1"}).order();
  BOOST_TEST(order.ids == "b a ");
}

BOOST_AUTO_TEST_CASE(a_service_has_one_provider) {
  const auto order = Site().add("a", {}, {"x.a/1"}).add("b", {}, {"x.a/1"}).add("c", {}, {"veza.http/1"}).order();
  BOOST_TEST(order.ids == "a ");
  BOOST_TEST(order.refused.at("b").find("plugin \"a\"") != std::string::npos);
  BOOST_TEST(order.refused.at("c").find("the host offers itself") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
