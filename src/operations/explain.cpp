#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "agreement/translate.hpp"
#include "operations/acts.hpp"
#include "operations/label_shown.hpp"
#include "shelf/things_named.hpp"
#include "stix/selector.hpp"

namespace comity::operations {
namespace {

using shelf::Reader;
using shelf::View;

tl::unexpected<Error> absent() { return fail(Code::not_found, "there is no such object for you"); }

struct Latest {
  std::vector<std::uint32_t> rows;
  bool held = false;  // else the row is only there to do the same work for, and to be refused
};

std::uint32_t latest_of(const Node& node, shelf::Thing thing) {
  std::uint32_t latest = shelf::kNoRow;
  node.shelf.each_version(thing, [&](std::uint32_t row) {
    if (latest == shelf::kNoRow || node.shelf.row(row).version_us > node.shelf.row(latest).version_us) latest = row;
  });
  return latest;
}

// The latest version of each owner's object of that id.
Latest latest_rows(const Node& node, store::Engine& engine, std::string_view id) {
  Latest out;
  shelf::each_thing_named(engine, node.shelf, id, [&](std::uint32_t thing) {
    if (thing >= node.shelf.things()) return;  // made durable just now, not applied yet
    const std::uint32_t latest = latest_of(node, shelf::Thing{thing});
    if (latest != shelf::kNoRow) out.rows.push_back(latest);
  });
  out.held = !out.rows.empty();
  if (const shelf::Thing other = node.shelf.stand_in(id); !out.held && !other.none())
    if (const std::uint32_t latest = latest_of(node, other); latest != shelf::kNoRow) out.rows.push_back(latest);
  return out;
}

Result<shelf::ObjectRecord> record_of(const store::Engine& engine, Seq seq) {
  TRY(const store::Record record, engine.read(seq));
  TRY(const journal::Entry entry, journal::decode_payload(record));
  return shelf::decode_object(entry.body);
}

// The latest version of the row's object that the view shows; the row itself if it shows none.
std::uint32_t latest_visible(const Node& node, const View& view, std::uint32_t row) {
  std::uint32_t latest = shelf::kNoRow;
  node.shelf.each_version(node.shelf.row(row).thing, [&](std::uint32_t other) {
    if (!view.visible(other)) return;
    if (latest == shelf::kNoRow || node.shelf.row(other).version_us > node.shelf.row(latest).version_us) latest = other;
  });
  return latest == shelf::kNoRow ? row : latest;
}

// The asker's party is an originator, or the asker keeps the node.
bool answers_to(const Caller& asker, const marking::Label& label) {
  return asker.is_operator() || label.originating_parties().contains(asker.party);
}

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

// An asker sees only clauses of agreements that its party signed, and of consents that its party gave or that are to it: the reader's
// party is the one that they are to.
void hide_foreign_agreements(const Caller& asker, release::Explanation& explanation) {
  if (asker.is_operator()) return;
  std::erase_if(explanation.branches, [&](const release::Branch& branch) {
    if (branch.kind == release::Branch::Kind::consent)
      return explanation.origins[branch.origin].party != asker.party && explanation.audience->party != asker.party;
    return !branch.pact || !may_be_told(asker.party, explanation, branch);
  });
}

// One line for each agency of another party: that somebody there reads is the originator's to know, and who, that party's. What every
// reader must meet by itself is not told of them either.
std::vector<Sight> seen_by(const Caller& asker, std::vector<Sight> people) {
  if (asker.is_operator()) return people;
  std::vector<Sight> out;
  std::map<std::string, Sight> agencies;
  for (Sight& sight : people) {
    if (sight.party == asker.party) {
      out.push_back(std::move(sight));
      continue;
    }
    const auto [at, first] = agencies.try_emplace(sight.agency, Sight{"", sight.agency, sight.party, false, false, "reader", {}});
    Sight& agency = at->second;
    const bool of_parties = sight.clause.starts_with("2:") || sight.clause == "recalled" || sight.clause == "awaiting" || sight.clause == "erased";
    if (agency.reads ? false : sight.reads || of_parties) agency.clause = sight.clause;
    agency.reads = agency.reads || sight.reads;
  }
  for (auto& [id, agency] : agencies) out.push_back(std::move(agency));
  return out;
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

// What the reader's variant cuts, less what `asker` may not see either: a selector is made of names that the object holds, and the asker is told
// those that stand in what it is given. (A cut may take more than its selectors say: a list whose every element goes, goes.)
// nullptr: the node's keeper, from whom no name is kept.
Result<std::vector<std::string>> cut_selectors(Node& node, std::uint32_t row, const shelf::Variant& reader, const shelf::Variant* asker) {
  TRY(const std::string bytes, shelf::render(node.engine(), node.shelf, row, {}));
  TRY(const json::Document document, json::Document::parse(bytes));
  TRY(const stix::Object object, stix::read_object(document));
  std::vector<std::string> selectors;
  for (const stix::GranularMarking& granular : object.granular)
    selectors.insert(selectors.end(), granular.selectors.begin(), granular.selectors.end());
  const auto cut_by = [&](const shelf::Variant& variant) {
    std::set<std::string> out;
    for (const auto field : variant.hidden_fields) out.insert(selectors.at(field));
    for (const auto reference : variant.dropped_references) out.insert(object.references.at(reference).removal);
    return out;
  };
  const std::set<std::string> cut = cut_by(reader), hidden = asker ? cut_by(*asker) : std::set<std::string>{};
  TRY(const std::string given, shelf::render(node.engine(), node.shelf, row, asker ? *asker : shelf::Variant{}));
  TRY(const json::Document shown, json::Document::parse(given));
  std::vector<std::string> out;
  for (const std::string& selector : cut) {
    bool named = true;  // nothing at it or above it is hidden from the asker
    for (std::size_t end = selector.find('.'); named; end = selector.find('.', end + 1)) {
      named = !hidden.contains(selector.substr(0, end));
      if (end == std::string::npos) break;
    }
    TRY(const stix::Path path, stix::parse_selector(selector));
    if (named && names_stand(shown.root(), path)) out.push_back(selector);
  }
  return out;
}

// Borrows the audience, the grants and the node's policy. By the row's label and what is said of it beside that; a remark is explained by the label of something that it marks and that this audience may read.
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

// In words of the reader's own party, as the agreements in force translate the label. Which agreements these are is not said here.
std::string line_for(const release::World& world, const marking::Label& label, std::string_view party) {
  std::vector<const agreement::Terms*> terms;
  for (const auto& pact : world.current()) terms.push_back(&pact->terms());
  return agreement::render_for(label, {}, party, terms, world.directory(), world.time()).banner;
}

// "consent of NZL: NZL consented (consent c-1, until …)".
std::string consent_text(const release::Explanation& explanation, const release::Branch& branch) {
  const std::string of = fmt::format("consent of {}", explanation.origins[branch.origin].party);
  for (const release::Clause& clause : explanation.clauses_of(branch))
    if (clause.holds) return fmt::format("{}: {}", of, explanation.text(branch, clause));
  return of;
}

// The sentence that decided: the first failing clause, or what permitted. `consents`: there are some to the reader's party, so that they
// are worth a word where they do not permit.
std::string deciding_text(const release::Explanation& explanation, bool consents) {
  for (const release::Clause& clause : explanation.reader())
    if (!clause.holds) return explanation.text(clause);
  for (const release::Origin& origin : explanation.origins) {
    if (origin.permits) continue;
    std::string text;
    for (const release::Branch& branch : explanation.branches_of(origin)) {
      const bool consented = branch.kind == release::Branch::Kind::consent && consents;
      if (branch.kind != release::Branch::Kind::agreement && !consented) continue;
      for (const release::Clause& clause : explanation.clauses_of(branch))
        if (!clause.holds) {
          text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", consented ? origin.party : branch.agreement, explanation.text(branch, clause));
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

}  // namespace

Result<std::vector<Explained>> explain_object(Node& node, const Caller& asker, std::string_view id, std::string_view person,
                                              std::string_view purpose) {
  TRY_VOID(settle_clock(node));
  std::vector<Explained> out;
  {
    std::shared_lock state(node.journal().state());
    const release::World& world = node.policy.world();
    const auto who = world.directory().people.find(person);
    const Latest latest = latest_rows(node, node.engine(), id);
    for (std::uint32_t row : latest.rows) {
      const bool entitled = answers_to(asker, node.policy.labels().at(node.exceptions.label(row, UINT64_MAX))) && latest.held;
      if (!entitled && asker.person != person) continue;
      if (who == world.directory().people.end()) {
        if (entitled) return fail(Code::not_found, fmt::format("{} is not in the directory", person));
        continue;
      }
      Explained one;
      shelf::Variant variant;
      // Who declares a purpose that is not assigned reads nothing. No view is made for it: the word is the asker's to choose.
      const auto clearance = world.directory().clearances.find(person);
      const bool declares = purpose.empty() || (clearance != world.directory().clearances.end() &&
                                                clearance->second.purposes.contains(std::string(purpose)));
      const Reader reader{std::string(person), std::string(purpose), marking::Action::copy};
      // Of what the asker may not know to be there, its latest version is the latest that it reads.
      if (!entitled && declares) row = node.views().with(reader, [&](const View& view) { return latest_visible(node, view, row); });
      const marking::Label& label = node.policy.labels().at(node.exceptions.label(row, UINT64_MAX));
      one.reads = declares && node.views().with(reader, [&](const View& view) {
        if (const shelf::Variant* cut = view.variant(row)) variant = *cut;
        return view.visible(row);
      });
      if ((!one.reads && !entitled) || !latest.held) continue;
      const auto audience = release::audience_of(world.directory(), who->second, purpose, marking::Action::copy, world.time());
      const release::Grants grants = declares ? node.views().with(reader, [&](View& view) { return view.grants(row); })
                                              : node.exceptions.grants(row, UINT64_MAX, audience.party);
      release::Explanation by_label = explain_row(node, row, audience, grants);
      one.withheld = by_label.permit && !one.reads;
      hide_foreign_agreements(asker, by_label);
      one.by_label = release::write(by_label);  // the world may go when the state is let go of
      const marking::Label shown = shown_to(asker, world.directory(), label);
      one.label = marking::to_json(shown);
      if (one.reads && !shelf::is_remark(label)) one.marking = line_for(world, shown, marking::party_of(person));
      TRY(const shelf::ObjectRecord record, record_of(node.engine(), node.shelf.row(row).seq));
      one.owner = record.owner;
      one.id = record.id;
      one.version = record.version;
      one.type = record.type;
      // A reader is not told that something was withheld: what was cut is for owners and the operator.
      if (entitled && one.reads && !variant.whole()) {
        bool sees = asker.is_operator();
        shelf::Variant own;
        if (!sees)
          sees = node.views().with(Reader{asker.person, asker.purpose, marking::Action::copy}, [&](const View& view) {
            if (const shelf::Variant* cut = view.variant(row)) own = *cut;
            return view.visible(row);
          });
        if (sees) {
          TRY(one.cut, cut_selectors(node, row, variant, asker.is_operator() ? nullptr : &own));
        }
      }
      out.push_back(std::move(one));
    }
  }
  if (out.empty()) return absent();
  return out;
}

Result<std::vector<WhoCanSee>> who_can_see(Node& node, const Caller& asker, std::string_view id) {
  TRY_VOID(settle_clock(node));
  std::vector<WhoCanSee> out;
  std::shared_lock state(node.journal().state());
  const release::World& world = node.policy.world();
  const Latest latest = latest_rows(node, node.engine(), id);
  for (const std::uint32_t row : latest.rows) {
    const marking::Label& label = node.policy.labels().at(node.exceptions.label(row, UINT64_MAX));
    if (!answers_to(asker, label) || !latest.held) continue;
    WhoCanSee one;
    TRY(const shelf::ObjectRecord record, record_of(node.engine(), node.shelf.row(row).seq));
    one.owner = record.owner;
    one.id = record.id;
    one.version = record.version;
    for (const auto& [person, known] : world.directory().people) {
      Sight sight{person, std::string(marking::agency_of(person)), std::string(marking::party_of(person)), false, false, {}, {}};
      release::Grants grants;
      node.views().with(Reader{person, {}, marking::Action::copy}, [&](View& view) {
        grants = view.grants(row);
        sight.reads = view.visible(row);
        sight.cut = view.variant(row) != nullptr;
      });
      const auto audience = release::audience_of(world.directory(), known, {}, marking::Action::copy, world.time());
      release::Explanation explanation = explain_row(node, row, audience, grants);
      const bool by_label = explanation.permit;
      hide_foreign_agreements(asker, explanation);
      sight.clause = by_label && !sight.reads ? "reference" : explanation.clause;
      sight.text = by_label && !sight.reads ? "it refers to something that is not released to this reader, or a cut would leave no valid object"
                                            : deciding_text(explanation, !grants.consents.empty());
      one.people.push_back(std::move(sight));
    }
    one.people = seen_by(asker, std::move(one.people));
    out.push_back(std::move(one));
  }
  if (out.empty()) return absent();
  return out;
}

}  // namespace comity::operations
