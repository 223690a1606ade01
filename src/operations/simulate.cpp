#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agreement/membership.hpp"
#include "operations/acts.hpp"
#include "operations/roles.hpp"

namespace comity::operations {
namespace {

using release::Bits;
using shelf::Reader;
using shelf::View;

bool names(const agreement::Terms& terms, std::string_view party) {
  return std::any_of(terms.parties.begin(), terms.parties.end(), [&](const auto& one) { return one.party == party; });
}

Result<void> may_ask(const Caller& caller, const alliance::Directory& directory, const agreement::Terms& draft) {
  if (caller.is_operator()) return {};
  if (!has_role(directory, caller.person, "official"))
    return fail(Code::forbidden, "simulating needs the operator, or the role official");
  if (!names(draft, caller.party))
    return fail(Code::forbidden,
                fmt::format("{} is not a party of this draft; ask an official of one that is", caller.party));
  return {};
}

// Of the community of that id, by whatever made it: as the draft of a community is an earlier document's next version to its members, so it is to these.
bool is_member(const alliance::Directory& directory, const agreement::Terms& draft, std::string_view party) {
  const auto community = directory.communities.find(draft.id);
  return draft.kind == agreement::Kind::community && community != directory.communities.end() &&
         std::any_of(community->second.spells.begin(), community->second.spells.end(), [&](const auto& spell) { return spell.party == party; });
}

// The directory with the membership that a draft of a community would make, not before `now`; nullptr for drafts of other kinds.
std::shared_ptr<const alliance::Directory> with_membership(const alliance::Directory& directory, agreement::Terms draft, Time now) {
  if (draft.kind != agreement::Kind::community) return nullptr;
  draft.in_force = std::max(draft.in_force, now);
  auto out = std::make_shared<alliance::Directory>(directory);
  alliance::Community& community = out->communities[draft.id];
  community = agreement::succeeded(community, draft);
  return out;
}

// What an official is shown (acts.hpp). `signers` of the draft.
release::Limits limits_of(const Caller& caller, const std::set<std::string>& signers) {
  release::Limits out;
  if (caller.is_operator()) return out;
  out.objects = [party = caller.party, signers](const marking::Label& label, std::string_view receiving_party,
                                                bool gained) {
    const std::set<std::string> origins = label.originating_parties();
    if (origins.contains(party)) return true;
    if (receiving_party != party) return false;
    return !gained ||
           std::all_of(origins.begin(), origins.end(), [&](const auto& one) { return signers.contains(one); });
  };
  out.clauses = [party = caller.party](const agreement::Terms& terms) { return names(terms, party); };
  return out;
}

// Bits of all labels for one audience, in a world that is not the node's.
class FullBits {
 public:
  FullBits(std::shared_ptr<const release::World> world, const marking::LabelTable& labels) : matrix_(std::move(world)) {
    for (std::uint32_t label = 0; label < labels.size(); ++label) matrix_.add(labels.at(marking::LabelIx{label}));
  }
  Bits of(const release::Audience& audience) {
    const auto row = matrix_.row(matrix_.add(audience));
    return {row.begin(), row.end()};
  }

 private:
  release::Matrix matrix_;
};

Bits flipped(Bits bits, const Bits& gained, const Bits& lost) {
  for (std::size_t word = 0; word < bits.size(); ++word)
    bits[word] ^= (word < gained.size() ? gained[word] : 0) | (word < lost.size() ? lost[word] : 0);
  return bits;
}

// Which rows are read in both worlds and cut differently. Only complex rows are ever cut.
template <class Before, class After>
Bits cut_differently(const shelf::Shelf& held, const release::Sight& sight, const Before& before, const After& after) {
  Bits out;
  Bits both = sight.before;
  for (std::size_t word = 0; word < both.size(); ++word)
    both[word] &= word < sight.after.size() ? sight.after[word] : 0;
  release::each(both, [&](std::size_t bit) {
    const auto row = static_cast<std::uint32_t>(bit);
    if (!held.row(row).complex()) return;
    const shelf::Variant *was = before.variant(row), *is = after.variant(row);
    const bool same = was && is ? *was == *is : was == is;
    if (same) return;
    release::set(out, row);
  });
  return out;
}

std::map<std::string, std::string> authorities_of(const alliance::Directory& directory) {
  std::map<std::string, std::string> out;
  for (const auto& [id, party] : directory.parties) out.emplace(id, party.authority);
  return out;
}

// The first of the objects, in journal order, each with who gains or loses it.
Result<void> name_objects(Node& node, std::size_t most, Simulation& out) {
  Bits all;
  for (const auto& rows : out.rows)
    for (const Bits* bits : {&rows.gained, &rows.lost, &rows.changed}) release::unite(all, *bits);
  std::vector<std::uint32_t> rows;
  release::each(all, [&](std::size_t row) {
    if (rows.size() < most)
      rows.push_back(static_cast<std::uint32_t>(row));
    else
      out.more_objects = true;
  });
  for (const std::uint32_t row : rows) {
    TRY(const store::Record record, node.engine().read(node.shelf.row(row).seq));
    TRY(const journal::Entry entry, journal::decode_payload(record));
    TRY(shelf::ObjectRecord object, shelf::decode_object(entry.body));
    Simulation::Object one;
    one.owner = std::move(object.owner);
    one.id = std::move(object.id);
    one.version = std::move(object.version);
    for (const auto& person : out.rows) {
      if (release::test(person.gained, row)) one.gained_by.push_back(person.person);
      if (release::test(person.lost, row)) one.lost_by.push_back(person.person);
      if (release::test(person.changed, row)) one.changed_for.push_back(person.person);
    }
    out.objects.push_back(std::move(one));
  }
  return {};
}

}  // namespace

Result<Simulation> simulate(Node& node, const Caller& caller, const agreement::Signed& draft,
                            const SimulationRequest& request) {
  const agreement::Terms& terms = draft.document.terms;
  // The state stands still while it is compared: a record that arrives between two people would count for one of them
  // only.
  std::shared_lock state(node.journal().state());
  const release::World& live = node.policy.world();
  TRY_VOID(may_ask(caller, live.directory(), terms));
  TRY_VOID(agreement::check(terms, live.directory()));
  Simulation out;
  out.agreement = terms.id;
  out.version = terms.version;
  // An agreement that the asker's party has not signed is to it as one that is not there: the draft then stands beside
  // it, under an id that none can have, whether or not there is one.
  for (const auto& pact : live.current())
    if (pact->terms().id == terms.id && (caller.is_operator() || names(pact->terms(), caller.party)))
      out.replaces = std::max(out.replaces, pact->terms().version);
  const bool beside = !caller.is_operator() && out.replaces == 0 && !is_member(live.directory(), terms, caller.party);
  if (out.replaces >= terms.version)
    return fail(Code::precondition,
                fmt::format("the node has {} version {}; give the draft a greater version", terms.id, out.replaces),
                "version");
  // Records may lie some microseconds ahead of the clock (docs/decisions/0003): the next event would not come before
  // the last one.
  const Time now = std::max(node.clock().now(), live.time());
  out.at = request.at ? *request.at : std::max(now, terms.in_force);
  out.people = live.directory().people.size();

  agreement::Terms supposed = beside ? terms : node.policy.life().supposing(terms, now);
  if (beside) supposed.id += " (draft)";
  const auto before = std::make_shared<const release::World>(live.at(out.at));
  const auto directory = beside ? nullptr : with_membership(live.directory(), supposed, now);
  release::World with_draft = before->with(std::make_shared<const release::Pact>(std::move(supposed)));
  const auto after = std::make_shared<const release::World>(directory ? with_draft.with(directory) : std::move(with_draft));
  const std::set<std::string> signers = agreement::signers(draft, authorities_of(live.directory()));
  if (!caller.is_operator())
    for (const auto& party : terms.parties)
      if (party.party != caller.party && !signers.contains(party.party)) out.gains_not_shown_of.push_back(party.party);
  std::sort(out.gains_not_shown_of.begin(), out.gains_not_shown_of.end());
  out.gains_not_shown_of.erase(std::unique(out.gains_not_shown_of.begin(), out.gains_not_shown_of.end()),
                               out.gains_not_shown_of.end());
  if (caller.is_operator()) out.held = node.shelf.size();

  const marking::LabelTable& table = node.policy.labels();
  std::vector<const marking::Label*> labels;
  for (std::uint32_t label = 0; label < table.size(); ++label) labels.push_back(&table.at(marking::LabelIx{label}));
  release::Difference difference(before, after, labels, release::everybody(*before, *after, marking::Action::copy));

  // Where no transition lies between the two, the views are at `before`; else its bits are compiled, for those it
  // concerns.
  const bool present = out.at >= live.time() && out.at < node.policy.next_transition();
  std::unique_ptr<FullBits> compiled;
  const auto own_information = [&](std::uint32_t row) {
    return table.at(node.shelf.row(row).label).originating_parties().contains(caller.party);
  };
  const auto look = [&](std::size_t subject, release::Sight& sight) {
    const release::Subject& who = difference.subjects()[subject];
    node.views().with(Reader{who.person, {}, marking::Action::copy}, [&](const View& view) {
      const auto compare = [&](const auto& was, Bits bits) {
        sight.before = was.visible_rows();
        const shelf::Supposed is =
            view.supposing(*after, who.after, flipped(std::move(bits), difference.gained(subject), difference.lost(subject)));
        sight.after = is.visible_rows();
        sight.changed = cut_differently(node.shelf, sight, was, is);
      };
      if (present) return compare(view, view.bits());
      if (!compiled) compiled = std::make_unique<FullBits>(before, table);
      const Bits bits = compiled->of(who.before);
      compare(view.supposing(*before, who.before, bits), bits);
      // At another date its people may read what they do not read today: an official is not told that it would go.
      if (caller.is_operator() || marking::party_of(who.person) != caller.party) return;
      const Bits today = view.visible_rows();
      release::each(Bits(sight.before), [&](std::size_t row) {
        if (!release::test(today, row) && !release::test(sight.after, row) &&
            !own_information(static_cast<std::uint32_t>(row)))
          sight.before[row >> 6] &= ~(std::uint64_t{1} << (row & 63));
      });
    });
  };
  // Consents, tearlines and copies that were received are decided for single objects: by an agreement for one originating party, perhaps,
  // and by a consent for another.
  const auto by_themselves = [&](std::size_t subject) {
    return node.views().with(Reader{difference.subjects()[subject].person, {}, marking::Action::copy},
                             [&](View& view) { return !present || view.rules_otherwise(*after); });
  };
  out.summary = difference.by_row(node.shelf.labels(), look, limits_of(caller, signers),
                                  [&](std::size_t subject, const Bits& gained, const Bits& lost, const Bits& changed) {
                                    out.rows.push_back({difference.subjects()[subject].person, gained, lost, changed});
                                  },
                                  by_themselves);
  TRY_VOID(name_objects(node, request.most_objects, out));
  return out;
}

}  // namespace comity::operations
