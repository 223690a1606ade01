#include "operations/representing.hpp"

#include <algorithm>
#include <shared_mutex>

#include "operations/roles.hpp"

namespace comity::operations {

bool is_cleared(const Node& node, const Caller& caller, Time now) {
  const alliance::Directory& directory = node.policy.world().directory();
  const auto found = directory.clearances.find(caller.person);
  return directory.people.contains(caller.person) && found != directory.clearances.end() && found->second.from <= now && now < found->second.until;
}

bool represents(const Node& node, const Caller& caller, Time now) {
  const alliance::Directory& directory = node.policy.world().directory();
  return (has_role(directory, caller.person, "official") || has_role(directory, caller.person, "registrar")) && is_cleared(node, caller, now);
}

bool has_suspended(const Node& node, std::string_view by, std::string_view party, Time now) {
  const auto& all = node.policy.world().directory().suspensions;
  return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.by == by && one.party == party && one.from <= now && now < one.until; });
}

std::string_view party_of_id(const Node& node, std::string_view id) {
  std::string_view longest;
  for (const auto& [party, known] : node.policy.world().directory().parties)
    if (id.size() > party.size() && id.starts_with(party) && id[party.size()] == '-' && party.size() > longest.size()) longest = party;
  return longest;
}

Result<void> read_noted(Node& node, const Reading& reading, const std::function<Result<void>(std::set<std::string>& names)>& collect) {
  // What is recorded meanwhile may be something further to read.
  for (int attempt = 0; attempt < 8; ++attempt) {
    std::set<std::string> names;
    {
      std::shared_lock state(node.journal().state());
      TRY_VOID(collect(names));
      std::erase_if(names, reading.noted);
    }
    if (names.empty()) return {};
    TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
      reading.record(batch, names);
      return {};
    }));
  }
  return fail(Code::conflict, "this is changing; ask again");
}

}  // namespace comity::operations
