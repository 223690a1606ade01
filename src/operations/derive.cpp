#include <fmt/format.h>

#include <algorithm>

#include "agreement/translate.hpp"
#include "marking/definition.hpp"
#include "operations/act_objects.hpp"
#include "operations/acts.hpp"
#include "operations/derivation.hpp"
#include "operations/intake.hpp"
#include "operations/stating.hpp"
#include "operations/roles.hpp"
#include "shelf/things_named.hpp"

namespace comity::operations {
namespace {

using marking::Label;

Result<void> has_role(const release::World& world, const Caller& caller, const char* role, const char* otherwise) {
  if (!operations::has_role(world.directory(), caller.person, role)) return fail(Code::forbidden, otherwise);
  return {};
}

std::vector<const agreement::Terms*> terms_of(const release::World& world) {
  std::vector<const agreement::Terms*> out;
  for (const auto& pact : world.current()) out.push_back(&pact->terms());
  return out;
}

std::string line_for(const release::World& world, const Label& label, std::string_view party) {
  const auto terms = terms_of(world);
  return agreement::render_for(label, {}, party, terms, world.directory(), world.time()).banner;
}

std::vector<std::string> levels_for(const release::World& world, const Label& label, std::string_view party) {
  const auto terms = terms_of(world);
  std::vector<std::string> out;
  for (const agreement::ShownLevel& one : agreement::translate(label, party, terms, world.directory(), world.time()).shown)
    out.push_back(one.scheme + " " + one.word);
  return out;
}

std::vector<std::uint32_t> things_of(Node& node, std::string_view id) {
  std::vector<std::uint32_t> out;
  shelf::each_thing_named(node.engine(), node.shelf, id, [&](std::uint32_t thing) { out.push_back(thing); });
  return out;
}

// The author's own label, as intake would read it from such an object.
Label stated_by(const Caller& caller, const marking::Extension& extension, const release::World& world, Time marked) {
  const alliance::Directory& directory = world.directory();
  std::vector<marking::Stated> settled;
  const auto take = [&](const marking::Stated& one) {
    settled.push_back({settle(one, caller.agency, directory), one.marked, one.whole, one.no_level});
  };
  if (extension.label) take(*extension.label);
  for (const marking::Written& written : extension.markings)
    take(marking::read_written(written, {caller.party, marked, &directory.schemes}));
  return state(settled, {}, caller.agency, directory, settled.empty() ? marked : settled.front().marked);
}

void describe_sources(DerivationPreview& out, const Label& stated, const std::vector<FoundSource>& sources,
                      const std::set<std::string>& readers, const Caller& caller, const release::World& world) {
  const Losses lost = losses(stated, sources, readers, world);
  if (!lost.together.sentence.empty()) out.remarks.push_back(lost.together.sentence);
  Label so_far = stated;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const FoundSource& source = sources[i];
    so_far = marking::join(so_far, source.label);
    const std::set<std::string> reading = readers_of(derive(so_far, caller.agency, {}, false, world).label, world);
    out.sources.push_back({source.id, source.version, source.owner,
                           {source.label.originators.begin(), source.label.originators.end()},
                           levels_for(world, source.label, caller.party),
                           {reading.begin(), reading.end()}, lost.each[i].names, lost.each[i].sentence});
  }
}

Result<shelf::ObjectRecord> record_of(const store::Engine& engine, Seq seq) {
  TRY(const store::Record record, engine.read(seq));
  TRY(const journal::Entry entry, journal::decode_payload(record));
  return shelf::decode_object(entry.body);
}

Result<WaitingTearline> describe(Node& node, const Caller& caller, std::uint32_t row, std::set<std::string> missing) {
  TRY(const shelf::ObjectRecord record, record_of(node.engine(), node.shelf.row(row).seq));
  WaitingTearline out;
  out.owner = record.owner;
  out.id = record.id;
  out.version = record.version;
  TRY(out.sha256, sha256_of(node, row));
  for (const shelf::Source& source : record.sources) {
    TRY(const shelf::ObjectRecord cited, record_of(node.engine(), source.record));
    if (node.policy.labels().at(cited.label).originating_parties().contains(caller.party))
      out.sources.push_back({cited.owner, cited.id, cited.version});
  }
  out.label = marking::to_json(node.policy.labels().at(record.label));
  out.own_label = marking::to_json(node.policy.labels().at(record.tearline));
  missing.erase(caller.party);
  out.others.assign(missing.begin(), missing.end());
  return out;
}

}  // namespace

Result<DerivationPreview> preview_derivation(Node& node, const Caller& caller, std::string_view text) {
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  const release::World& world = node.policy.world();
  TRY_VOID(has_role(world, caller, "submitter", "deriving needs the role submitter"));
  TRY(const marking::Extension extension, marking::parse_extension(text, world.time()));
  if (extension.own_label) return fail(Code::invalid, "own_label is for marking definitions", "/own_label");
  if (extension.sources.empty()) return fail(Code::invalid, "name at least one source", "/sources");
  std::vector<FoundSource> sources;
  for (const marking::SourceName& name : extension.sources) {
    auto found = find_source(node, caller.person, name, things_of(node, name.id));
    if (!found) return fail(Code::not_found, no_such_source(name));
    if (std::none_of(sources.begin(), sources.end(), [&](const FoundSource& one) { return one.record == found->record; }))
      sources.push_back(std::move(*found));
  }
  const Label stated = stated_by(caller, extension, world, world.time());
  const Derivation derivation = derive(stated, caller.agency, sources, extension.tearline, world);
  DerivationPreview out;
  out.label = marking::to_json(derivation.label);
  out.marking = line_for(world, derivation.label, caller.party);
  std::set<std::string> approved;
  out.tearline = extension.tearline;
  if (derivation.tearline) {
    out.own_label = marking::to_json(*derivation.tearline);
    out.own_marking = line_for(world, *derivation.tearline, caller.party);
    out.approvers.assign(derivation.approvers.begin(), derivation.approvers.end());
    out.remarks.push_back(about_tearline(derivation));
    approved = readers_of(*derivation.tearline, world);
  } else {
    out.refusal = too_low(stated, caller.party, sources, world);
  }
  if (std::string why = why_nobody_reads(derivation.label, world.directory()); !why.empty()) out.remarks.push_back(std::move(why));
  std::set<std::string> readers;
  for (const auto& [id, person] : world.directory().people) {
    const auto audience = release::audience_of(world.directory(), person, {}, marking::Action::copy, world.time());
    const release::Explanation explanation = release::explain(world, derivation.label, audience);
    if (explanation.permit) readers.insert(id);
    out.people.push_back({id, std::string(marking::agency_of(id)), std::string(marking::party_of(id)), explanation.permit, explanation.clause,
                          approved.contains(id)});
  }
  describe_sources(out, stated, sources, readers, caller, world);
  return out;
}

Result<std::vector<WaitingTearline>> tearlines(Node& node, const Caller& caller) {
  std::shared_lock state(node.journal().state());
  TRY_VOID(has_role(node.policy.world(), caller, "official", "approving tearlines needs the role official"));
  std::vector<WaitingTearline> out;
  for (const shelf::Exceptions::Said& said : node.exceptions.said()) {
    if (!waits_for(node, said.row, caller.party)) continue;
    TRY(WaitingTearline one, describe(node, caller, said.row, node.exceptions.approvals_missing(said.row)));
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace comity::operations
