#include "identity/role_editor.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "base/id.h"
#include "support.h"

using namespace veza::identity;
using veza::identity::test::World;
using Words = std::vector<std::string>;

namespace {

Actor holding(Words permissions) {
  std::sort(permissions.begin(), permissions.end());
  return {make_principal({veza::base::new_id(), "staff", "staff", "sid"}, std::move(permissions)), {}};
}

std::string set(World& world, const CustomRole& role, const Actor& actor = {}) {
  const auto made = world.identity().role_editor().set(role, actor);
  if (made) return "ok";
  return made.error().details.empty() ? made.error().code : made.error().details[0].field;
}

std::string remove(World& world, std::string_view name, std::string_view replacement = "", const Actor& actor = {}) {
  const auto done = world.identity().role_editor().remove(name, replacement, actor);
  return done ? "ok" : done.error().code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_role_editor)

BOOST_AUTO_TEST_CASE(of_two_who_make_one_role_the_second_is_told) {
  World world;
  auto& editor = world.identity().role_editor();
  BOOST_TEST(editor.set({"one", "user", {"user:read"}, {}}, {}, true).has_value());
  const auto second = editor.set({"one", "user", {}, {}}, {}, true);
  BOOST_REQUIRE(!second);
  BOOST_TEST(second.error().status == 412);
  BOOST_TEST(second.error().code == "role_exists");
  BOOST_TEST(world.identity().roles().table()->find("one")->permissions == Words{"user:read"});
  BOOST_TEST(set(world, {"one", "user", {}, {}}) == "ok", "whoever changes it means to");
  std::atomic<int> made{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] { made += editor.set({"two", "user", {}, {}}, {}, true).has_value() ? 1 : 0; });
  }
  BOOST_TEST(made == 1);
}

BOOST_AUTO_TEST_CASE(whoever_listens_hears_which_roles_changed) {
  World world;
  const auto other = world.another();
  std::vector<Words> here, there;
  std::vector<std::string> users;
  world.identity().roles().on_roles_changed([&](const Words& roles) { here.push_back(roles); });
  other->roles().on_roles_changed([&](const Words& roles) { there.push_back(roles); });
  other->on_user_outdated([&](const std::string& id) { users.push_back(id); });
  BOOST_TEST(set(world, {"base", "user", {"user:read"}, {}}) == "ok");
  BOOST_TEST(set(world, {"more", "base", {}, {}}) == "ok");
  BOOST_TEST(here.empty(), "nobody has a role that was not there");
  BOOST_REQUIRE(other->synchronize());
  BOOST_TEST(set(world, {"base", "user", {}, {}}) == "ok");
  const Words both{"base", "more"};
  BOOST_REQUIRE(here.size() == 1U);
  BOOST_TEST(here[0] == both);
  BOOST_TEST(set(world, {"base", "user", {}, {}}) == "ok");
  BOOST_TEST(here.size() == 1U, "the same once more is no change");
  BOOST_TEST(there.empty());
  BOOST_REQUIRE(other->synchronize());
  BOOST_REQUIRE(there.size() == 1U);
  BOOST_TEST(there[0] == both);
  const User ann = world.add("ann");
  BOOST_REQUIRE(world.accounts().set_role(ann.id, "more"));
  BOOST_REQUIRE(other->synchronize());
  BOOST_REQUIRE(other->synchronize());
  BOOST_TEST(users == Words{ann.id}, "once for each change");
}

BOOST_AUTO_TEST_CASE(what_a_role_cannot_be) {
  World world;
  BOOST_TEST(set(world, {"one", "user", {"user:read"}, {}}) == "ok");
  BOOST_TEST(set(world, {"two", "one", {}, {"account:manage"}}) == "ok");
  const std::vector<std::pair<CustomRole, const char*>> table{
      {{"user", "guest", {}, {}}, "name"},
      {{"Big", "user", {}, {}}, "name"},
      {{"x y", "user", {}, {}}, "name"},
      {{"three", "", {}, {}}, "includes"},
      {{"three", "nobody", {}, {}}, "includes"},
      {{"three", "three", {}, {}}, "includes"},
      {{"one", "one", {}, {}}, "includes"},
      {{"one", "two", {}, {}}, "includes"},
      {{"three", "user", {"no:such"}, {}}, "permissions[0]"},
      {{"three", "user", {}, {"a word"}}, "without[0]"},
      {{"three", "user", {"system:config"}, {}}, "permissions"},
      {{"three", "admin", {}, {}}, "permissions"},
      {{"three", "admin", {}, {"system:config"}}, "permissions"},
      {{"three", "user", Words(201, "user:read"), {}}, "ok"},  // one, after all
  };
  for (const auto& [role, field] : table)
    BOOST_TEST(set(world, role) == field, role.name + " including " + role.includes);
  BOOST_TEST(set(world, {"four", "admin", {}, {"system:config", "role:manage", "plugin:manage"}}) == "ok");
  BOOST_TEST(set(world, {"five", "artist", {}, {}}) == "ok");
  BOOST_TEST(world.identity().roles().table()->find("five")->includes == "creator");
}

BOOST_AUTO_TEST_CASE(a_site_has_a_hundred_at_most) {
  World world;
  for (size_t i = 0; i < max_custom_roles; ++i)
    BOOST_TEST_REQUIRE(set(world, {"role-" + std::to_string(i), "user", {}, {}}) == "ok");
  BOOST_TEST(set(world, {"one-more", "user", {}, {}}) == "too_many_roles");
  BOOST_TEST(set(world, {"role-7", "premium", {}, {}}) == "ok");
}

BOOST_AUTO_TEST_CASE(nobody_gives_what_he_does_not_hold) {
  World world;
  const auto& moderator = world.identity().roles().table()->permissions_of("moderator");
  const Actor staff = holding(moderator);
  BOOST_TEST(set(world, {"helper", "user", {"user:read"}, {}}, staff) == "ok");
  BOOST_TEST(set(world, {"helper", "user", {"user:manage"}, {}}, staff) == "forbidden");
  BOOST_TEST(set(world, {"boss", "user", {"user:manage"}, {}}) == "ok");
  BOOST_TEST(set(world, {"boss", "user", {}, {}}, staff) == "forbidden", "nor takes it");
  BOOST_TEST(remove(world, "boss", "", staff) == "forbidden");
  // Nor by way of a role that another one includes.
  BOOST_TEST(set(world, {"chief", "helper", {"user:manage"}, {}}) == "ok");
  BOOST_TEST(set(world, {"helper", "user", {}, {}}, staff) == "forbidden");

  const User ann = world.add("ann"), root = world.add("root", Role::admin);
  const auto give = [&](const User& user, std::string_view role) {
    const auto done = world.accounts().set_role(user.id, role, staff);
    return done ? std::string("ok") : done.error().code;
  };
  BOOST_TEST(give(ann, "premium") == "ok");
  BOOST_TEST(give(ann, "moderator") == "ok");
  BOOST_TEST(give(ann, "boss") == "forbidden");
  BOOST_TEST(give(ann, "admin") == "forbidden");
  BOOST_TEST(give(root, "user") == "forbidden");
  BOOST_TEST(give(ann, "guest") == "invalid_fields");
  BOOST_TEST(give(ann, "emperor") == "invalid_fields");
}

BOOST_AUTO_TEST_CASE(a_role_goes_when_nobody_needs_it) {
  World world;
  BOOST_TEST(set(world, {"one", "user", {}, {}}) == "ok");
  BOOST_TEST(set(world, {"two", "one", {}, {}}) == "ok");
  const User ann = world.add("ann");
  BOOST_REQUIRE(world.accounts().set_role(ann.id, "two"));
  BOOST_TEST(remove(world, "none") == "not_found");
  BOOST_TEST(remove(world, "user") == "built_in_role");
  BOOST_TEST(remove(world, "one") == "role_included");
  BOOST_TEST(remove(world, "two") == "role_in_use");
  for (const char* wrong : {"two", "guest", "nobody"})
    BOOST_TEST(remove(world, "two", wrong) == "invalid_fields", wrong);
  BOOST_TEST(remove(world, "two", "one") == "ok");
  BOOST_TEST(world.accounts().find(ann.id)->role == "one");
  BOOST_TEST(remove(world, "two", "one") == "not_found");
  BOOST_TEST(world.number("SELECT COUNT(*) FROM audit_incoming WHERE action = 'identity.role.removed'") == 1);
}

BOOST_AUTO_TEST_CASE(a_change_holds_here_at_once_and_elsewhere_soon) {
  World world;
  const auto there = world.another();
  BOOST_TEST(set(world, {"helper", "user", {"user:read"}, {}}) == "ok");
  const User ann = world.add("ann");
  BOOST_REQUIRE(world.accounts().set_role(ann.id, "helper"));
  world.pass(veza::base::now_ms() - world.now() + 1000);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  BOOST_REQUIRE(there->synchronize());
  BOOST_TEST((*there).roles().table()->permissions_of("helper").size() ==
             world.identity().roles().table()->permissions_of("helper").size());
  BOOST_TEST(set(world, {"helper", "user", {}, {}}) == "ok");
  const auto holds = [](Identity& identity) {
    return holds_all(identity.roles().table()->permissions_of("helper"), {"user:read"});
  };
  BOOST_TEST(!holds(world.identity()));
  BOOST_TEST(holds(*there));
  BOOST_REQUIRE(there->synchronize());
  BOOST_TEST(!holds(*there));
}

// What a token was told of a role counts no longer once the role has changed, also where the token is well known.
BOOST_AUTO_TEST_CASE(a_token_of_before_is_out_of_date) {
  World world;
  BOOST_TEST(set(world, {"helper", "user", {"user:read"}, {}}) == "ok");
  const User ann = world.add("ann");
  BOOST_REQUIRE(world.accounts().set_role(ann.id, "helper"));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the token's id is made by the real clock
  const auto user = world.accounts().find(ann.id);
  const auto second = world.sign_in(*user);
  BOOST_REQUIRE(world.identity().tokens().check(second.access_token));
  BOOST_TEST((*world.identity().tokens().check(second.access_token))->can("user:read"));
  world.pass(veza::base::now_ms() - world.now() + 1000);
  BOOST_TEST(set(world, {"helper", "user", {}, {}}) == "ok");
  const auto stale = world.identity().tokens().check(second.access_token);
  BOOST_REQUIRE(!stale);
  BOOST_TEST(stale.error().code == "token_expired");
  // A plugin's permissions that come or go are no reason to sign in again.
  const auto other = world.add("ben");
  const auto bens = world.sign_in(other);
  BOOST_REQUIRE(world.identity().tokens().check(bens.access_token));
  BOOST_REQUIRE(world.identity().roles().declare("songs", {{.name = "song:make", .reason = "x", .role = Role::user}}));
  BOOST_TEST((*world.identity().tokens().check(bens.access_token))->can("song:make"));
  world.identity().roles().withdraw("songs");
  BOOST_TEST(!(*world.identity().tokens().check(bens.access_token))->can("song:make"));
}

BOOST_AUTO_TEST_CASE(a_permission_has_one_owner) {
  World world;
  RoleBook& roles = world.identity().roles();
  BOOST_REQUIRE(roles.declare("songs", {{.name = "song:make", .reason = "x", .role = Role::user}}));
  BOOST_REQUIRE(roles.declare("songs", {{.name = "song:make", .reason = "y", .role = Role::premium}}));
  const auto twice = roles.declare("others", {{.name = "song:make", .reason = "x", .role = Role::guest}});
  BOOST_REQUIRE(!twice);
  BOOST_TEST(twice.error().message.find("songs") != std::string::npos);
  BOOST_TEST(!roles.declare("others", {{.name = "system:config", .reason = "x", .role = Role::guest}}));
  BOOST_TEST((roles.table()->permission("song:make")->role == Role::premium));
}

BOOST_AUTO_TEST_CASE(a_role_of_a_plugin_that_is_switched_off_stays_the_admins_to_manage) {
  World world;
  auto& book = world.identity().roles();
  BOOST_REQUIRE(book.declare("library", {{.name = "track:delete_any", .reason = "r", .role = Role::moderator}}));
  BOOST_TEST(set(world, {"curator", "user", {"track:delete_any"}, {}}) == "ok");
  const User ann = world.add("ann"), root = world.add("root", Role::admin);
  BOOST_REQUIRE(world.accounts().set_role(ann.id, "curator"));
  book.withdraw("library");
  const auto session = world.sign_in(*world.accounts().find(root.id));
  const Actor admin{*world.identity().tokens().check(session.access_token), {}};
  Actor token = admin;
  auto limited = std::make_shared<veza::http::Principal>(*admin.principal);
  limited->token_id = "t";
  token.principal = limited;
  Words held = admin.principal->permissions;
  std::erase(held, "system:config");
  for (const Actor& less : {holding(held), token}) {
    const auto refused = world.accounts().set_role(ann.id, "user", less);
    BOOST_REQUIRE(!refused);
    BOOST_TEST(refused.error().code == "forbidden", "they will not hold it when the plugin is back");
    BOOST_TEST(set(world, {"curator", "user", {}, {}}, less) == "forbidden");
    BOOST_TEST(remove(world, "curator", "user", less) == "forbidden");
  }
  BOOST_TEST(world.accounts().set_role(ann.id, "user", admin).has_value());
  BOOST_TEST(world.accounts().set_role(ann.id, "curator", admin).has_value());
  BOOST_TEST(set(world, {"curator", "user", {"track:delete_any", "user:read"}, {}}, admin) == "ok");
  BOOST_TEST(remove(world, "curator", "user", admin) == "ok");
}

BOOST_AUTO_TEST_SUITE_END()
