#include "identity/roles.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "identity/access_tokens.h"
#include "identity/authorize.h"

using namespace veza::identity;
using veza::http::guest;
using veza::http::Principal;

namespace {

Principal of(Role role, const std::string& id = "me") { return *make_principal({id, "name", role, "sid"}); }

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_roles)

BOOST_AUTO_TEST_CASE(names_and_the_alias) {
  for (const std::string& word : role_names()) BOOST_TEST(name(*role(word)) == word);
  BOOST_TEST((role("artist") == Role::creator));
  for (const char* word : {"", "Admin", "root", "guest ", "superuser"}) BOOST_TEST(!role(word));
}

BOOST_AUTO_TEST_CASE(each_role_includes_the_one_before) {
  for (size_t i = 1; i < role_names().size(); ++i) {
    const auto& more = permissions(static_cast<Role>(i));
    const auto& less = permissions(static_cast<Role>(i - 1));
    BOOST_TEST(std::is_sorted(more.begin(), more.end()));
    BOOST_TEST(std::includes(more.begin(), more.end(), less.begin(), less.end()));
  }
}

BOOST_AUTO_TEST_CASE(the_contracts_table) {
  struct Row {
    const char* permission;
    Role from;
  };
  const std::vector<Row> table{{"track:read", Role::guest},           {"track:create", Role::user},
                               {"track:delete", Role::user},          {"account:read", Role::user},
                               {"track:delete_any", Role::moderator}, {"track:update_any", Role::moderator},
                               {"user:ban", Role::moderator},         {"system:config", Role::admin}};
  for (const Row& row : table)
    for (size_t i = 1; i < role_names().size(); ++i)
      BOOST_TEST(authorize(of(static_cast<Role>(i)), row.permission) == (static_cast<Role>(i) >= row.from),
                 std::string(row.permission) + " for " + role_names()[i]);
  BOOST_TEST(authorize(*guest(), "track:read"));
  BOOST_TEST(!authorize(*guest(), "track:create"));
}

BOOST_AUTO_TEST_CASE(own_things_and_those_of_others) {
  BOOST_TEST(authorize(of(Role::user), "track:delete", "me"));
  BOOST_TEST(!authorize(of(Role::user), "track:delete", "you"));
  BOOST_TEST(authorize(of(Role::moderator), "track:delete", "you"));
  BOOST_TEST(!authorize(*guest(), "track:delete", "you"));
}

BOOST_AUTO_TEST_CASE(in_doubt_no) {
  BOOST_TEST(!authorize(of(Role::admin), ""));
  BOOST_TEST(!authorize(of(Role::admin), "unheard:of"));
  Principal nobody;  // no id, but permissions from somewhere
  nobody.permissions = {"track:delete"};
  BOOST_TEST(!authorize(nobody, "track:delete", "x"));
}

BOOST_AUTO_TEST_SUITE_END()
