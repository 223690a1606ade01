#include "operations/explaining.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "agreement/translate.hpp"
#include "shelf/object_record.hpp"
#include "stix/selector.hpp"

namespace comity::operations {
namespace {

// May the asker's party be told how the two parties of the branch stand under this agreement? It signed it; and once it has left, whom it still binds
// is the others' business.
bool may_be_told(std::string_view party, const release::Explanation& explanation, const release::Branch& branch) {
  const agreement::Terms& terms = branch.pact->terms();
  const bool signed_it = std::any_of(terms.parties.begin(), terms.parties.end(), [&](const auto& one) { return one.party == party; });
  const Time now = explanation.world->time();
  const bool in_force = terms.in_force <= now && now < agreement::end_of(terms);
  return signed_it && (explanation.origins[branch.origin].party == party || explanation.audience->party == party || !in_force ||
                       agreement::binds(terms, party, now));
}

// Is the path's every name one that stands below `at`? An index leads to all elements: their places are not those of the whole object.
bool names_stand(const json::Value& at, std::span<const stix::Step> path) {
  if (path.empty()) return true;
  bool stand = false;
  if (path[0].index >= 0 && at.is(json::Kind::array)) at.each_element([&](json::Value element) { stand = stand || names_stand(element, path.subspan(1)); });
  if (path[0].index < 0 && at.is(json::Kind::object))
    if (const auto member = at.get(path[0].name)) stand = names_stand(*member, path.subspan(1));
  return stand;
}

// "consent of NZL: NZL consented (consent c-1, until …)".
std::string consent_text(const release::Explanation& explanation, const release::Branch& branch) {
  const std::string of = fmt::format("consent of {}", explanation.origins[branch.origin].party);
  for (const release::Clause& clause : explanation.clauses_of(branch))
    if (clause.holds) return fmt::format("{}: {}", of, explanation.text(branch, clause));
  return of;
}

// Which level a clearance reaches and which purpose a person has are not told of an agency.
std::string told_of_agency(const release::Explanation& explanation, const release::Branch& branch, const release::Clause& clause) {
  if (clause.name == "level") return "it has no equivalent there that anybody is cleared for";
  if (clause.name == "purpose") return "no purpose of its readers is agreed";
  return explanation.text(branch, clause);
}

}  // namespace

void hide_foreign_agreements(const Caller& asker, release::Explanation& explanation) {
  if (asker.is_operator()) return;
  std::erase_if(explanation.branches, [&](const release::Branch& branch) {
    if (branch.kind == release::Branch::Kind::consent)
      return explanation.origins[branch.origin].party != asker.party && explanation.audience->party != asker.party;
    return !branch.pact || !may_be_told(asker.party, explanation, branch);
  });
}

release::Explanation explain_row(const Node& node, std::uint32_t row, const release::Audience& audience, const release::Grants& grants) {
  const release::World& world = node.policy.world();
  const marking::LabelIx own = node.exceptions.label(row, UINT64_MAX);
  marking::LabelIx by = own;
  const auto remark = node.shelf.remarks().find(node.shelf.row(row).thing.value);
  if (remark != node.shelf.remarks().end() && shelf::is_remark(node.policy.labels().at(own)))
    for (const shelf::Shelf::Carrier& one : remark->second.carriers) {
      if (by == own) by = one.label;
      if (!release::decide(world, node.policy.labels().at(one.label), audience)) continue;
      by = one.label;
      break;
    }
  return release::explain(world, node.policy.labels().at(by), audience, grants);
}

std::string line_for(const release::World& world, const marking::Label& label, std::string_view party) {
  std::vector<const agreement::Terms*> terms;
  for (const auto& pact : world.current()) terms.push_back(&pact->terms());
  return agreement::render_for(label, {}, party, terms, world.directory(), world.time()).banner;
}

std::string deciding_text(const release::Explanation& explanation, bool consents, bool of_agency) {
  for (const release::Clause& clause : explanation.reader())
    if (!clause.holds) return of_agency ? "what every reader must meet by itself is that party's to tell" : explanation.text(clause);
  for (const release::Origin& origin : explanation.origins) {
    if (origin.permits) continue;
    std::string text;
    for (const release::Branch& branch : explanation.branches_of(origin)) {
      const bool consented = branch.kind == release::Branch::Kind::consent && consents;
      if (branch.kind != release::Branch::Kind::agreement && !consented) continue;
      for (const release::Clause& clause : explanation.clauses_of(branch))
        if (!clause.holds) {
          text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", consented ? origin.party : branch.agreement,
                              of_agency ? told_of_agency(explanation, branch, clause) : explanation.text(branch, clause));
          break;
        }
    }
    return text.empty() ? fmt::format("no agreement between {} and the reader's party permits", origin.party) : text;
  }
  std::string text;
  for (const release::Origin& origin : explanation.origins)
    for (const release::Branch& branch : explanation.branches_of(origin))
      if (branch.permits) {
        const std::string by = branch.kind == release::Branch::Kind::agreement ? fmt::format("{} v{}", branch.agreement, branch.version)
                               : branch.kind == release::Branch::Kind::consent ? consent_text(explanation, branch)
                                                                               : fmt::format("held under {}", branch.agreement);
        text += (text.empty() ? "" : "; ") + by;
        break;
      }
  if (!text.empty()) return text;
  return explanation.clause == "own" ? "its own party's" : "an agreement or consent permits that the asker's party is not part of";
}


bool is_of_parties(std::string_view clause) {
  return clause.starts_with("2:") || clause == "recalled" || clause == "awaiting" || clause == "erased";
}

Result<NamesGiven> NamesGiven::of(Node& node, std::uint32_t row, const shelf::Variant* asker) {
  NamesGiven out;
  out.parts_ = std::make_unique<Parts>();
  Parts& parts = *out.parts_;
  TRY(parts.bytes, shelf::render(node.engine(), node.shelf, row, {}));
  TRY(parts.document, json::Document::parse(parts.bytes));
  TRY(parts.object, stix::read_object(parts.document));
  for (const stix::GranularMarking& granular : parts.object.granular)
    parts.selectors.insert(parts.selectors.end(), granular.selectors.begin(), granular.selectors.end());
  if (asker) parts.hidden = out.cut_by(*asker);
  TRY(parts.given, shelf::render(node.engine(), node.shelf, row, asker ? *asker : shelf::Variant{}));
  TRY(parts.shown, json::Document::parse(parts.given));
  return out;
}

std::set<std::string> NamesGiven::cut_by(const shelf::Variant& variant) const {
  std::set<std::string> out;
  for (const auto field : variant.hidden_fields) out.insert(parts_->selectors.at(field));
  for (const auto reference : variant.dropped_references) out.insert(parts_->object.references.at(reference).removal);
  return out;
}

Result<bool> NamesGiven::tells(const std::string& selector) const {
  for (std::size_t end = selector.find('.');; end = selector.find('.', end + 1)) {
    if (parts_->hidden.contains(selector.substr(0, end))) return false;
    if (end == std::string::npos) break;
  }
  TRY(const stix::Path path, stix::parse_selector(selector));
  return names_stand(parts_->shown.root(), path);
}

Result<std::vector<std::string>> NamesGiven::cut_from(const shelf::Variant& reader) const {
  std::vector<std::string> out;
  for (const std::string& selector : cut_by(reader)) {
    TRY(const bool told, tells(selector));
    if (told) out.push_back(selector);
  }
  return out;
}

}  // namespace comity::operations
