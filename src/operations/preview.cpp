#include <algorithm>
#include <map>

#include "operations/covering.hpp"
#include "operations/explaining.hpp"
#include "operations/held.hpp"
#include "operations/label_shown.hpp"
#include "operations/own_object.hpp"
#include "operations/portions.hpp"

namespace comity::operations {
namespace {

using marking::Label;

// What somebody is given of the row, and by what that was decided.
struct Sighted {
  std::string person;
  bool reads = false;
  shelf::Variant variant;
  release::Grants grants;
};

Sighted sight_of(Node& node, const std::string& person, std::uint32_t row) {
  Sighted out;
  out.person = person;
  node.views().with({person, {}, marking::Action::copy}, [&](shelf::View& view) {
    out.reads = view.visible(row);
    if (const shelf::Variant* cut = view.variant(row)) out.variant = *cut;
    out.grants = view.grants(row);
  });
  out.reads = out.reads && !out.variant.revoked;
  return out;
}

bool is_more(const Sighted& a, const Sighted& b) {
  const auto cut = [](const Sighted& one) { return one.variant.hidden_fields.size() + one.variant.dropped_references.size(); };
  return a.reads != b.reads ? a.reads : a.reads && cut(a) < cut(b);
}

// Errors: not_found (erased since).
Result<void> look(Node& node, const Caller& caller, const OwnObject& own, const Sighted& one, bool agency, PartnerPreview& out) {
  const release::World& world = node.policy.world();
  const alliance::Directory& directory = world.directory();
  const auto audience = release::audience_of(directory, directory.people.at(one.person), {}, marking::Action::copy, world.time());
  release::Explanation explanation = explain_row(node, own.row, audience, one.grants);
  const bool by_label = explanation.permit;
  hide_foreign_agreements(caller, explanation);
  const std::string party{marking::party_of(one.person)};
  const bool of_agency = agency && party != caller.party;
  out.reads = one.reads;
  if (by_label && !one.reads) {
    out.clause = "reference";
    out.text = "it refers to something that is not released to this reader, or a cut would leave no valid object";
  } else {
    out.clause = of_agency && !one.reads && !is_of_parties(explanation.clause) ? "reader" : explanation.clause;
    out.text = deciding_text(explanation, !one.grants.consents.empty(), of_agency);
  }
  if (!one.reads) return {};
  const auto told = [&](const Label& label) { return shown_to(caller, directory, label); };
  TRY(const NamesGiven given, NamesGiven::of(node, own.row, &own.variant));
  TRY(out.cut, given.cut_from(one.variant));
  // Of the parts that both get: the marking of one that the caller is not given is not told either.
  const std::set<std::uint32_t> hidden(one.variant.hidden_fields.begin(), one.variant.hidden_fields.end());
  const std::set<std::string> cut(out.cut.begin(), out.cut.end());
  Label whole = node.policy.labels().at(node.exceptions.label(own.row, UINT64_MAX));
  const auto fields = node.shelf.fields(own.row);
  std::vector<std::optional<Label>> each(given.selectors().size());
  for (std::size_t i = 0; i < each.size() && i < fields.size(); ++i) {
    TRY(bool named, given.tells(given.selectors()[i]));
    named = named && !hidden.contains(static_cast<std::uint32_t>(i));
    for (std::size_t end = given.selectors()[i].find('.'); named; end = given.selectors()[i].find('.', end + 1)) {
      named = !cut.contains(given.selectors()[i].substr(0, end));
      if (end == std::string::npos) break;
    }
    if (!named) continue;
    const Label& label = node.policy.labels().at(fields[i]);
    if (!shelf::is_remark(whole)) whole = marking::join(whole, label);
    each[i] = told(label);
  }
  whole = told(whole);
  out.banner = banner_for(world, whole, party);
  if (!shelf::is_remark(whole)) out.marking = line_for(world, whole, party);
  out.portions = portions_of(world, given.object().granular, party, [&](std::size_t i) { return each.at(i) ? &*each[i] : nullptr; });
  return {};
}

Result<PartnerPreview> preview_row(Node& node, const Caller& caller, const OwnObject& own, const std::string& as) {
  const alliance::Directory& directory = node.policy.world().directory();
  const bool agency = directory.agencies.contains(as);
  if (!agency && !directory.people.contains(as)) return fail(Code::not_found, "the directory has no such person or agency", "as");
  PartnerPreview out;
  TRY(const shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(own.row).seq));
  out.owner = record.owner;
  out.id = record.id;
  out.version = record.version;
  out.as = as;
  std::optional<Sighted> most;
  for (const auto& [person, known] : directory.people) {
    if (agency ? marking::agency_of(person) != as : person != as) continue;
    Sighted one = sight_of(node, person, own.row);
    out.people += agency && one.reads ? 1 : 0;
    if (!most || is_more(one, *most)) most = std::move(one);
  }
  // That somebody there reads is the originator's to know, and how many, that party's.
  if (agency && marking::party_of(as) != caller.party) out.people = std::min<decltype(out.people)>(out.people, 1);
  if (!most) {  // an agency of nobody
    out.clause = "reader";
    return out;
  }
  TRY_VOID(look(node, caller, own, *most, agency, out));
  return out;
}

}  // namespace

Result<PartnerPreview> preview_as(Node& node, const Caller& caller, std::string_view id, const std::string& owner, std::optional<Time> version,
                                  const std::string& as) {
  for (int attempt = 0; attempt < kPageTries; ++attempt) {
    TRY(const auto own, own_object(node, caller, id, owner, version));
    if (!own) continue;
    std::shared_lock state(node.journal().state());
    const Label& label = node.policy.labels().at(node.exceptions.label(own->row, UINT64_MAX));
    if (own->variant.revoked || !label.originating_parties().contains(caller.party)) return no_such_object();
    auto out = preview_row(node, caller, *own, as);
    if (!out && out.error().code == Code::not_found && out.error().where.empty()) continue;  // erased since
    return out;
  }
  return changing_too_fast();
}

}  // namespace comity::operations
