#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "operations/acts.hpp"
#include "operations/explaining.hpp"
#include "operations/label_shown.hpp"
#include "shelf/things_named.hpp"

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
    if (agency.reads ? false : sight.reads || is_of_parties(sight.clause)) agency.clause = sight.clause;
    agency.reads = agency.reads || sight.reads;
  }
  for (auto& [id, agency] : agencies) out.push_back(std::move(agency));
  return out;
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
          TRY(const NamesGiven given, NamesGiven::of(node, row, asker.is_operator() ? nullptr : &own));
          TRY(one.cut, given.cut_from(variant));
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
