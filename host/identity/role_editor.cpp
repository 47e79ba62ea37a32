#include "identity/role_editor.h"

#include <algorithm>

#include "identity/authorize.h"
#include "identity/role_store.h"

namespace veza::identity {
namespace {

using http::Answer;
using http::Problem;
using http::refuse;

Problem forbidden() {
  return {403, "forbidden", "You can neither make, change nor give a role that may do more than you may."};
}

base::Json facts(const CustomRole& role) {
  return {{"includes", role.includes}, {"permissions", role.permissions}, {"without", role.without}};
}

void normalise(std::vector<std::string>& words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

// `custom` with `wanted` in it.
std::vector<CustomRole> with(std::vector<CustomRole> custom, const CustomRole& wanted) {
  std::erase_if(custom, [&](const CustomRole& role) { return role.name == wanted.name; });
  custom.push_back(wanted);
  return custom;
}

bool includes(const RoleTable& table, const RoleEntry& entry, std::string_view name) {
  const RoleEntry* at = &entry;
  for (size_t steps = 0; at != nullptr && steps <= table.roles().size(); ++steps) {
    if (at->name == name) return true;
    at = table.find(at->includes);
  }
  return false;
}

// Whether the actor holds all that the role, and each that includes it, may do.
bool within(const RoleTable& table, std::string_view name, const Actor& actor) {
  if (!actor.principal) return true;
  return std::all_of(table.roles().begin(), table.roles().end(), [&](const RoleEntry& entry) {
    return entry.built_in || !includes(table, entry, name) || may_give(*actor.principal, table, entry.effective);
  });
}

}  // namespace

std::vector<http::FieldProblem> role_problems(const CustomRole& wanted, const std::vector<CustomRole>& custom,
                                              const std::vector<Permission>& declared) {
  std::vector<http::FieldProblem> problems;
  if (auto problem = role_name_problem(wanted.name)) problems.push_back({"name", *problem});
  const RoleTable before(declared, custom);
  const RoleTable after(declared, with(custom, wanted));
  const RoleEntry* included = before.find(wanted.includes);
  if (wanted.includes == wanted.name || (included != nullptr && includes(before, *included, wanted.name)))
    problems.push_back({"includes", "would make the role include itself"});
  else if (included == nullptr)
    problems.push_back({"includes", "must be a role of the site"});
  const RoleEntry* was = before.find(wanted.name);
  for (const auto& [field, words] : {std::pair("permissions", &wanted.permissions), {"without", &wanted.without}}) {
    if (words->size() > max_role_permissions) {
      problems.push_back({field, "must list at most " + std::to_string(max_role_permissions)});
      continue;
    }
    for (size_t i = 0; i < words->size(); ++i) {
      const std::string& word = (*words)[i];
      // One of a plugin that is switched off at the moment may stay.
      const auto had = [&](const std::vector<std::string>& list) {
        return std::find(list.begin(), list.end(), word) != list.end();
      };
      if (before.permission(word) == nullptr && !(was != nullptr && (had(was->permissions) || had(was->without))))
        problems.push_back({field + ("[" + std::to_string(i)) + "]", "is no permission of this site"});
    }
  }
  if (!problems.empty()) return problems;
  for (const RoleEntry& entry : after.roles()) {
    if (entry.built_in || !includes(after, entry, wanted.name)) continue;
    for (const auto& permission : after.permissions()) {
      if (!permission.admin_only ||
          !std::binary_search(entry.effective.begin(), entry.effective.end(), permission.name))
        continue;
      const std::string whom = entry.name == wanted.name ? "it" : "the role " + entry.name + ", which includes it,";
      problems.push_back({"permissions", "would let " + whom + " do " + permission.name +
                                             ", which is the admins' alone; list it in \"without\""});
    }
  }
  return problems;
}

Answer<RoleEntry> RoleEditor::set(CustomRole wanted, const Actor& actor, bool new_only) {
  normalise(wanted.permissions);
  normalise(wanted.without);
  // "artist" is another word for creator; what is stored is the name.
  if (const auto built_in = role(wanted.includes)) wanted.includes = name(*built_in);
  wanted.updated_at = parts_.clock();
  std::optional<Problem> refusal;
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    refusal.reset();
    const auto refused = [&](Problem problem) {
      refusal = std::move(problem);
      return base::fail(base::Code::cancelled, "refused");
    };
    const auto custom = hold_custom_roles(tx);
    if (!custom) return base::fail(custom.error());
    const auto was = std::find_if(custom->begin(), custom->end(), [&](const auto& r) { return r.name == wanted.name; });
    if (new_only && was != custom->end())
      return refused({412,
                      "role_exists",
                      "There is a role of this name already; choose another name, or change that one.",
                      {{"name", "is taken"}}});
    const auto declared = parts_.roles.table()->permissions();
    if (auto problems = role_problems(wanted, *custom, declared); !problems.empty())
      return refused({422, "invalid_fields", "Some fields need your attention.", std::move(problems)});
    const RoleTable before(declared, *custom);
    const auto all = with(*custom, wanted);
    if (all.size() > max_custom_roles)
      return refused(
          {409, "too_many_roles",
           "A site has at most " + std::to_string(max_custom_roles) + " roles of its own; remove one first."});
    if (!within(before, wanted.name, actor) || !within(RoleTable(declared, all), wanted.name, actor))
      return refused(forbidden());
    if (auto stored = store_custom_role(tx, wanted); !stored) return stored;
    auto entry = audit_entry(actor, "identity.role.defined", "role", wanted.name);
    if (was != custom->end()) entry.before = facts(*was);
    entry.after = facts(wanted);
    return parts_.audit.record(tx, entry);
  });
  if (refusal) return refuse(std::move(*refusal));
  if (!written) return refuse(Problem::from(written.error()));
  if (auto known = parts_.roles.reload(); !known) return refuse(Problem::from(known.error()));
  const RoleEntry* made = parts_.roles.table()->find(wanted.name);
  if (made == nullptr) return refuse(404, "not_found", "The role was removed a moment ago.");
  return *made;
}

Answer<void> RoleEditor::remove(std::string_view name, std::string_view replacement, const Actor& actor) {
  const int64_t now = parts_.clock();
  std::optional<Problem> refusal;
  std::vector<std::string> moved;
  std::string given;
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    refusal.reset();
    moved.clear();
    const auto refused = [&](Problem problem) {
      refusal = std::move(problem);
      return base::fail(base::Code::cancelled, "refused");
    };
    const auto custom = hold_custom_roles(tx);
    if (!custom) return base::fail(custom.error());
    const RoleTable table = parts_.roles.with(*custom);
    const RoleEntry* going = table.find(name);
    if (going == nullptr) return refused({404, "not_found", "There is no such role."});
    if (going->built_in) return refused({409, "built_in_role", "The roles of every site cannot be removed."});
    if (!within(table, name, actor)) return refused(forbidden());
    for (const auto& other : *custom)
      if (other.includes == name)
        return refused({409, "role_included", "The role " + other.name + " includes this one; change that first."});
    const auto counts = count_users_by_role(tx);
    if (!counts) return base::fail(counts.error());
    const auto holders = counts->find(std::string(name));
    if (holders != counts->end()) {
      if (replacement.empty())
        return refused({409, "role_in_use",
                        std::to_string(holders->second) + " accounts have this role; name the role that replaces it."});
      const RoleEntry* next = table.find(replacement);
      if (next == nullptr || next == going || next->name == identity::name(Role::guest))
        return refused({422,
                        "invalid_fields",
                        "The replacement must be another role that accounts can have.",
                        {{"replacement", "is no such role"}}});
      if (actor.principal && !may_give(*actor.principal, table, next->effective)) return refused(forbidden());
      given = next->name;
      auto ids = move_users(tx, name, given, now);
      if (!ids) return base::fail(ids.error());
      moved = std::move(*ids);
    }
    if (auto deleted = delete_custom_role(tx, name); !deleted) return deleted;
    auto entry = audit_entry(actor, "identity.role.removed", "role", name);
    const auto was = std::find_if(custom->begin(), custom->end(), [&](const auto& r) { return r.name == name; });
    entry.before = facts(*was);
    if (!given.empty()) entry.after = {{"replacement", given}, {"accounts", moved.size()}};
    return parts_.audit.record(tx, entry);
  });
  if (refusal) return refuse(std::move(*refusal));
  if (!written) return refuse(Problem::from(written.error()));
  for (const auto& id : moved) {
    parts_.living.set_role(id, given);
    parts_.revocations.outdate_user(id, now);
  }
  if (auto known = parts_.roles.reload(); !known) return refuse(Problem::from(known.error()));
  return {};
}

Answer<std::map<std::string, int64_t>> RoleEditor::holders() {
  auto counts = count_users_by_role(parts_.db);
  if (!counts) return refuse(Problem::from(counts.error()));
  return std::move(*counts);
}

}  // namespace veza::identity
