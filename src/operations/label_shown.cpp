#include "operations/label_shown.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.hpp"
#include "crypto/hash.hpp"
#include "stix/object.hpp"

namespace comity::operations {

marking::Label shown_to(const Caller& asker, const alliance::Directory& directory, marking::Label label) {
  if (asker.is_operator()) return label;
  const auto foreign = [&](const marking::Member& member) {
    if (member.kind != marking::Member::Kind::community) return false;
    const auto community = directory.communities.find(member.id);
    return community == directory.communities.end() ||
           std::none_of(community->second.spells.begin(), community->second.spells.end(), [&](const auto& one) { return one.party == asker.party; });
  };
  for (auto* sets : {&label.releasable, &label.displayable})
    for (auto& [party, all] : *sets) {
      std::set<marking::ReaderSet> kept;
      for (marking::ReaderSet set : all) {
        const bool named = !set.members.empty();
        std::erase_if(set.members, foreign);
        if (!named || !set.members.empty()) kept.insert(std::move(set));  // nobody is left of it: better no set than one that denies
      }
      all = std::move(kept);
    }
  return label;
}

std::string marking_shown_to(const Node& node, const Caller& asker, std::uint32_t row) {
  const marking::Label& label = node.policy.labels().at(node.exceptions.label(row, UINT64_MAX));
  return marking_definition_of(marking::to_json(shown_to(asker, node.policy.world().directory(), label)));
}

std::string marking_definition_of(const std::string& said) {
  std::string uuid = to_hex(crypto::view(crypto::sha256("comity/marking/v1\n", said)).substr(0, 16));
  uuid[12] = '8';  // RFC 9562 §5.8
  uuid[16] = "89ab"[(uuid[16] <= '9' ? uuid[16] - '0' : uuid[16] - 'a' + 10) & 3];
  for (const std::size_t at : {20, 16, 12, 8}) uuid.insert(at, 1, '-');
  return fmt::format(R"({{"type":"marking-definition","spec_version":"2.1","id":"marking-definition--{}","created":"2026-01-01T00:00:00.000Z",)"
                     R"("extensions":{{"{}":{}}}}})",
                     uuid, stix::kLabelExtension, marking::extension_with("label", said));
}

}  // namespace comity::operations
