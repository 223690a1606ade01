#include <shared_mutex>

#include "operations/acts.hpp"
#include "operations/held.hpp"
#include "release/audience.hpp"

namespace comity::operations {

Result<OwnStanding> own_standing(Node& node, const Caller& caller) {
  OwnStanding out;
  if (caller.is_operator()) return out;
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  const release::World& world = node.policy.world();
  out.submitter = has_role(node, caller, "submitter");
  if (const auto person = world.directory().people.find(caller.person); person != world.directory().people.end())
    out.purposes = release::audience_of(world.directory(), person->second, {}, marking::Action::copy, world.time()).purposes;
  std::set<std::string> ids;
  for (const auto& pact : world.current()) ids.insert(pact->terms().id);
  for (const std::string& id : ids) {
    const agreement::Standing standing = node.policy.life().standing(id, world.time());
    if (standing.state != agreement::Standing::State::in_force) continue;
    OwnStanding::Bond bond{id, {}, {standing.bound.begin(), standing.bound.end()}};
    if (!bond.parties.contains(caller.party)) continue;
    if (const release::Pact* pact = world.find(id, standing.version)) bond.title = pact->terms().title;
    out.agreements.push_back(std::move(bond));
  }
  return out;
}

}  // namespace comity::operations
