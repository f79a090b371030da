// Accounts for the sample world. Entry points: invented_world, add_demo, print_demo.
#include "demo.hpp"

#include "engine_world.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace guicheng::cli {
namespace {

Account account_of(Actor const& actor, std::string const& hash) {
  Account account;
  account.id = actor.id;
  account.name = actor.name;
  account.password_hash = hash;
  account.organisation = actor.organisation;
  account.division = actor.division;
  return account;
}

bool is_same_person(Account const& account, Actor const& actor) {
  return account.name == actor.name && account.organisation == actor.organisation && account.division == actor.division;
}

Result<void> add_person(AccountStore& accounts, std::string const& system, Actor const& actor, std::string const& hash) {
  auto found = accounts.find(actor.id);
  if (!found) return found.error();
  if (!*found) {
    auto account = account_of(actor, hash);
    account.roles = {{system, actor.roles}};
    return accounts.add(account, false);
  }
  if (!is_same_person(**found, actor))
    return fail(Errc::bad_definition, fmt::format("The sample world of {} calls somebody {}, and there is an account of that name for somebody else.", system, actor.id), {},
                "Give the person another name in people.yaml, or serve from another data folder.");
  auto& roles = (*found)->roles;
  if (std::ranges::find(roles, system, &SystemRoles::value_type::first) != roles.end()) return {};
  roles.emplace_back(system, actor.roles);
  return accounts.put(**found);
}

Result<bool> is_empty(Store& store) {
  auto reader = store.open_reader();
  if (!reader) return reader.error();
  auto const cases = (*reader)->cases(0, 1);
  if (!cases) return cases.error();
  return cases->empty();
}

void print_line(std::string const& address, std::string const& system, std::string const& role, Actor const& actor) {
  fmt::print("  # {} ({})\n", role, actor.id);
  fmt::print("  TOKEN=$(curl -s {0}/v1/session -H 'Content-Type: application/json' -d '{{\"user\":\"{1}\",\"password\":\"{2}\"}}' | "
             "sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/'); curl -s {0}/v1/systems/{3}/inbox -H \"Authorization: Bearer $TOKEN\"\n",
             address, actor.id, demo_password, system);
}

}  // namespace

SampleWorld invented_world(System const& system) {
  std::string const organisation = "91110000000000000E", division = "110000";
  SampleWorld out;
  out.people.push_back({Actor{"申请人", "申请人", organisation, division, {}}, {}});
  for (auto const& role : system.roles)
    out.people.push_back({Actor{role.name, role.name, role.reach == Role::Reach::own_organisation ? organisation : "", division, {role.name}}, {}});
  return out;
}

Result<void> add_demo(AccountStore& accounts, Store& store, std::vector<DemoSystem> const& systems, Instant now) {
  auto const hash = hash_password(demo_password);
  if (!hash) return hash.error();
  auto const admin = accounts.find("admin");
  if (!admin) return admin.error();
  if (!*admin) {
    Account account = account_of({"admin", "管理员", {}, {}, {}}, *hash);
    account.administrator = true;
    if (auto added = accounts.add(account, false); !added) return added;
  }
  auto const empty = is_empty(store);
  if (!empty) return empty.error();
  for (auto const& [system, world] : systems) {
    for (auto const& person : world.people)
      if (is_system(person.actor)) return fail(Errc::bad_definition, "The sample world of " + system->id + " calls somebody `system`.");
      else if (auto added = add_person(accounts, system->id, person.actor, *hash); !added) return added;
    if (*empty)
      if (auto planted = plant(world, *system, store, now); !planted) return planted;
  }
  return {};
}

void print_demo(std::vector<DemoSystem> const& systems, std::string const& address) {
  fmt::print("The sample world is here; everybody's password is {}. To try, one line per role:\n", demo_password);
  for (auto const& [system, world] : systems) {
    fmt::print("\n{} {}\n", system->id, system->title);
    std::set<std::string> shown;
    for (auto const& person : world.people) {
      if (!person.actor.organisation.empty() && shown.insert("applicant").second) print_line(address, system->id, "applicant", person.actor);
      for (auto const& role : person.actor.roles)
        if (shown.insert(role).second) print_line(address, system->id, role, person.actor);
    }
  }
  fmt::print("\n");
}

}  // namespace guicheng::cli
