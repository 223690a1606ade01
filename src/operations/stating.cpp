#include "operations/stating.hpp"

#include <algorithm>
#include <optional>

#include "alliance/resolve.hpp"

namespace comity::operations {
namespace {

marking::Label join_markings(const std::vector<marking::Stated>& stated) {
  std::optional<marking::Label> out;
  for (const marking::Stated& one : stated)
    if (one.whole) out = out ? marking::join(*out, one.label) : one.label;
  for (const marking::Stated& one : stated) {
    if (one.whole) continue;
    if (out) add_part(*out, one.label);
    else out = one.label;
  }
  return out ? *out : marking::Label{};
}

}  // namespace

void add_part(marking::Label& label, marking::Label part) {
  if (part.topics == marking::Label{}.topics) part.topics = label.topics;
  part.permitting.insert(label.permitting.begin(), label.permitting.end());
  label = marking::join(label, part);
}

// AMBER+STRICT excludes clients by a control: the maximum with RED would forget it.
marking::Label settle(const marking::Stated& stated, std::string_view agency, const alliance::Directory& directory) {
  marking::Label out = alliance::exclude_clients(alliance::resolve(stated.label, agency, directory, stated.marked));
  if (!stated.whole) {
    out.releasable.clear();
    out.displayable.clear();
  }
  return out;
}

marking::Label state(const std::vector<marking::Stated>& settled, const std::set<std::string>& unknowns, std::string_view agency,
                     const alliance::Directory& directory, Time marked) {
  marking::Label label = join_markings(settled);
  // TLP only, or a marking that says so: no level is stated, and the word for that is NONE.
  const bool said = std::any_of(settled.begin(), settled.end(), [](const marking::Stated& one) { return one.no_level; });
  if (label.levels.empty() && (label.tlp != marking::Tlp::none || said))
    label.levels[std::string(marking::party_of(agency))].insert(
        {std::string(marking::kNoLevelScheme), std::string(marking::kNoLevelWord), Time{}, {}});
  label.unknowns.insert(unknowns.begin(), unknowns.end());
  return alliance::resolve(std::move(label), agency, directory, marked);
}

}  // namespace comity::operations
