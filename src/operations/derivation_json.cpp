#include "operations/derivation_json.hpp"

#include <nlohmann/json.hpp>

namespace comity::operations {

using nlohmann::ordered_json;

ordered_json to_json(const DerivationPreview& preview) {
  ordered_json sources = ordered_json::array();
  for (const auto& one : preview.sources)
    sources.push_back({{"id", one.id}, {"version", one.version}, {"owner", one.owner}, {"originators", one.originators},
                       {"levels", one.levels}, {"readers", one.readers}, {"loses", one.loses}, {"sentence", one.sentence}});
  ordered_json people = ordered_json::array();
  for (const auto& one : preview.people) {
    ordered_json row{{"person", one.person}, {"agency", one.agency}, {"party", one.party}, {"reads", one.reads}, {"clause", one.clause}};
    if (preview.tearline) row["reads_approved"] = one.reads_approved;
    people.push_back(std::move(row));
  }
  ordered_json out{{"sources", std::move(sources)}, {"refusal", preview.refusal},
                   {"label", ordered_json::parse(preview.label)}, {"marking", preview.marking}, {"tearline", preview.tearline}};
  if (preview.tearline) {
    out["own_label"] = ordered_json::parse(preview.own_label);
    out["own_marking"] = preview.own_marking;
    out["approvers"] = preview.approvers;
  }
  out["remarks"] = preview.remarks;
  out["people"] = std::move(people);
  return out;
}

ordered_json to_json(const std::vector<WaitingTearline>& tearlines) {
  ordered_json out = ordered_json::array();
  for (const auto& one : tearlines) {
    ordered_json sources = ordered_json::array();
    for (const auto& source : one.sources) sources.push_back({{"owner", source.owner}, {"id", source.id}, {"version", source.version}});
    out.push_back({{"owner", one.owner}, {"id", one.id}, {"version", one.version}, {"sha256", one.sha256}, {"sources", std::move(sources)},
                   {"label", ordered_json::parse(one.label)}, {"own_label", ordered_json::parse(one.own_label)}, {"others", one.others}});
  }
  return {{"tearlines", std::move(out)}};
}

}  // namespace comity::operations
