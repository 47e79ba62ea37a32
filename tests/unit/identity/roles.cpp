#include "identity/roles.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "identity/access_tokens.h"
#include "identity/authorize.h"
#include "identity/role_table.h"

using namespace veza::identity;
using veza::http::guest;
using veza::http::Principal;
using Words = std::vector<std::string>;

namespace {

std::vector<Permission> declared() {
  auto all = host_permissions();
  all.push_back({.name = "song:hear", .reason = "x", .owner = "songs", .role = Role::guest});
  all.push_back({.name = "song:make", .reason = "x", .owner = "songs", .role = Role::user});
  all.push_back({.name = "song:make_any", .reason = "x", .owner = "songs", .role = Role::moderator});
  return all;
}

const RoleTable& plain() {
  static const RoleTable table(declared(), {});
  return table;
}

Principal of(std::string_view role, const RoleTable& table = plain(), const std::string& id = "me") {
  return *make_principal({id, "name", std::string(role), "sid"}, table.permissions_of(role));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_roles)

BOOST_AUTO_TEST_CASE(names_and_the_alias) {
  for (const std::string& word : role_names()) BOOST_TEST(name(*role(word)) == word);
  BOOST_TEST((role("artist") == Role::creator));
  BOOST_TEST(plain().find("artist")->name == "creator");
  for (const char* word : {"", "Admin", "root", "guest ", "superuser"}) {
    BOOST_TEST(!role(word));
    BOOST_TEST(plain().find(word) == nullptr);
    BOOST_TEST(plain().permissions_of(word).empty());
  }
}

BOOST_AUTO_TEST_CASE(each_role_includes_the_one_before) {
  for (size_t i = 1; i < role_names().size(); ++i) {
    const auto& more = plain().permissions_of(role_names()[i]);
    const auto& less = plain().permissions_of(role_names()[i - 1]);
    BOOST_TEST(std::is_sorted(more.begin(), more.end()));
    BOOST_TEST(holds_all(more, less));
  }
}

BOOST_AUTO_TEST_CASE(who_holds_what) {
  struct Row {
    const char* permission;
    Role from;
  };
  const std::vector<Row> table{{"song:hear", Role::guest},         {"song:make", Role::user},
                               {"account:read", Role::user},       {"account:manage", Role::user},
                               {"song:make_any", Role::moderator}, {"user:ban", Role::moderator},
                               {"user:read", Role::moderator},     {"user:manage", Role::admin},
                               {"role:manage", Role::admin},       {"system:config", Role::admin}};
  for (const Row& row : table)
    for (size_t i = 0; i < role_names().size(); ++i)
      BOOST_TEST(authorize(of(role_names()[i]), row.permission) == (static_cast<Role>(i) >= row.from),
                 std::string(row.permission) + " for " + role_names()[i]);
  BOOST_TEST(!authorize(*guest(), "song:hear"), "what is for everybody asks for nothing");
}

BOOST_AUTO_TEST_CASE(own_things_and_those_of_others) {
  BOOST_TEST(authorize(of("user"), "song:make", "me"));
  BOOST_TEST(!authorize(of("user"), "song:make", "you"));
  BOOST_TEST(authorize(of("moderator"), "song:make", "you"));
  BOOST_TEST(!authorize(*guest(), "song:make", "you"));
  BOOST_TEST(!authorize(of("user"), "song:make", ""), "nobody's");
  BOOST_TEST(authorize(of("moderator"), "song:make", ""));
}

BOOST_AUTO_TEST_CASE(in_doubt_no) {
  BOOST_TEST(!authorize(of("admin"), ""));
  BOOST_TEST(!authorize(of("admin"), "unheard:of"));
  BOOST_TEST(!authorize(of("emperor"), "song:make"));
  Principal nobody;  // no id, but permissions from somewhere
  nobody.permissions = {"song:make"};
  BOOST_TEST(!authorize(nobody, "song:make", "x"));
  BOOST_TEST(!authorize(nobody, "song:make", ""));
}

BOOST_AUTO_TEST_CASE(roles_of_the_site) {
  const RoleTable table(declared(), {{"helper", "curator", {"user:read"}, {"song:make"}, 7},
                                     {"curator", "user", {"song:make_any"}, {}, 9},
                                     {"listener", "user", {"song:make"}, {"song:make", "account:manage"}, 1}});
  BOOST_TEST(table.permissions_of("curator") ==
             (Words{"account:manage", "account:read", "song:hear", "song:make", "song:make_any"}));
  BOOST_TEST(table.permissions_of("helper") ==
             (Words{"account:manage", "account:read", "song:hear", "song:make_any", "user:read"}));
  BOOST_TEST(table.permissions_of("listener") == (Words{"account:read", "song:hear"}));
  BOOST_TEST(table.find("helper")->changed_at == 9, "also of what it includes");
  Words names;
  for (const auto& entry : table.roles()) names.push_back(entry.name);
  BOOST_TEST(names ==
             (Words{"guest", "user", "premium", "creator", "moderator", "admin", "curator", "helper", "listener"}));
}

// Rows that this program would not have written.
BOOST_AUTO_TEST_CASE(broken_roles_hold_nothing) {
  const RoleTable table(declared(), {{"self", "self", {"song:make"}, {}, 1},
                                     {"one", "two", {"song:make"}, {}, 1},
                                     {"two", "three", {"song:make"}, {}, 1},
                                     {"three", "one", {"song:make"}, {}, 1},
                                     {"lost", "nobody", {"song:make"}, {}, 1},
                                     {"user", "admin", {}, {}, 1}});
  for (const char* name : {"self", "one", "two", "three", "lost"}) BOOST_TEST(table.permissions_of(name).empty(), name);
  BOOST_TEST(table.permissions_of("user") == plain().permissions_of("user"), "the contract's are as they are");
}

BOOST_AUTO_TEST_CASE(names_of_roles_and_permissions) {
  for (const char* good : {"curator", "label-manager", "dj_2", "ab"}) BOOST_TEST(!role_name_problem(good), good);
  for (const std::string& bad : Words{"", "a", "Curator", "2dj", "-x", "with space", "café", "user", "admin", "artist",
                                      "guest", std::string(41, 'a'), std::string("a\0b", 3)})
    BOOST_TEST(role_name_problem(bad).has_value(), bad);
  for (const char* good : {"track:create", "a:b", "x1:delete_any"}) BOOST_TEST(is_permission(good), good);
  for (const char* bad : {"", ":", "a", "a:", ":b", "a:b:c", "A:b", "a b:c", "a:b-c"})
    BOOST_TEST(!is_permission(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()
