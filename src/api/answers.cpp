#include "api/answers.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace comity::api {
namespace {

using nlohmann::ordered_json;

std::string_view name_of(release::Branch::Kind kind) {
  switch (kind) {
    case release::Branch::Kind::agreement:
      return "agreement";
    case release::Branch::Kind::consent:
      return "consent";
    case release::Branch::Kind::held:
      return "held";
  }
  return "";
}

ordered_json clauses(const std::vector<release::Written::Clause>& clauses) {
  ordered_json out = ordered_json::array();
  for (const auto& clause : clauses)
    out.push_back({{"name", clause.name}, {"holds", clause.holds}, {"text", clause.text}});
  return out;
}

ordered_json origins(const std::vector<release::Written::Origin>& origins) {
  ordered_json out = ordered_json::array();
  for (const auto& origin : origins) {
    ordered_json branches = ordered_json::array();
    for (const auto& branch : origin.branches) {
      ordered_json one = {{"kind", name_of(branch.kind)}};
      if (!branch.agreement.empty()) {
        one["agreement"] = branch.agreement;
        one["version"] = branch.version;
      }
      one["permits"] = branch.permits;
      one["clauses"] = clauses(branch.clauses);
      branches.push_back(std::move(one));
    }
    out.push_back({{"party", origin.party}, {"permits", origin.permits}, {"branches", std::move(branches)}});
  }
  return out;
}

}  // namespace

ordered_json to_json(const std::vector<operations::Explained>& objects) {
  ordered_json out = ordered_json::array();
  for (const auto& object : objects) {
    // Canonical JSON that the node wrote; were it not, its text is still worth more than no answer.
    ordered_json label = ordered_json::parse(object.label, nullptr, false);
    if (label.is_discarded()) label = object.label;
    out.push_back({{"owner", object.owner},
                   {"id", object.id},
                   {"version", object.version},
                   {"type", object.type},
                   {"label", std::move(label)},
                   {"marking", object.marking},
                   {"reads", object.reads},
                   {"withheld", object.withheld},
                   {"cut", object.cut},
                   {"explanation",
                    {{"permit", object.by_label.permit},
                     {"clause", object.by_label.clause},
                     {"reader", clauses(object.by_label.reader)},
                     {"origins", origins(object.by_label.origins)}}}});
  }
  return {{"objects", std::move(out)}};
}

ordered_json to_json(const std::vector<operations::WhoCanSee>& objects) {
  ordered_json out = ordered_json::array();
  for (const auto& object : objects) {
    ordered_json people = ordered_json::array();
    for (const auto& sight : object.people) {
      if (sight.person.empty()) {  // of another party: no more than its agency
        people.push_back({{"agency", sight.agency}, {"party", sight.party}, {"reads", sight.reads}, {"clause", sight.clause}});
        continue;
      }
      people.push_back({{"person", sight.person},
                        {"agency", sight.agency},
                        {"party", sight.party},
                        {"reads", sight.reads},
                        {"cut", sight.cut},
                        {"clause", sight.clause},
                        {"text", sight.text}});
    }
    out.push_back(
        {{"owner", object.owner}, {"id", object.id}, {"version", object.version}, {"people", std::move(people)}});
  }
  return {{"objects", std::move(out)}};
}

}  // namespace comity::api
