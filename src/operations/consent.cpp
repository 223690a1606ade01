#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/bytes.hpp"
#include "operations/act_objects.hpp"
#include "operations/consents.hpp"
#include "operations/roles.hpp"
#include "shelf/things_named.hpp"

namespace comity::operations {
namespace {

using agreement::GiveConsent;

// ---- Preparing -----------------------------------------------------------------------------------------------------

// What one official may put into a consent: what it reads and `by` is an originator of.
class Gathering {
 public:
  Gathering(const Node& node, const shelf::View& view, const std::string& by) : node_(node), view_(view), by_(by) {}

  // The latest version of the thing, if it may be put in. `owner`: of this party alone; "" for any.
  void add(shelf::Thing thing, std::string_view owner = {}) {
    if (thing.none() || !seen_.insert(thing.value).second) return;
    const std::uint32_t latest = latest_visible(thing);
    if (latest == shelf::kNoRow || !originates(node_, latest, by_)) return;
    if (owner.empty() || node_.shelf.owner(node_.shelf.row(latest).owner) == owner) rows_.push_back(latest);
  }

  // The work of add(), for a thing that stands in for none.
  void weigh(shelf::Thing thing) {
    if (!thing.none() && seen_.insert(thing.value).second) latest_visible(thing);
    seen_.clear();
  }

  // And what products among them refer to, and what nothing of theirs can be without.
  void add_references() {
    const std::size_t asked = rows_.size();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::string& type = node_.shelf.type(node_.shelf.row(rows_[i]).type);
      const bool all = i < asked || type == "report" || type == "grouping" || type == "note" || type == "opinion";
      for (const shelf::Edge& edge : node_.shelf.references(rows_[i]))
        if (all || edge.kind == stix::Reference::Kind::mandatory) add(edge.bound);
    }
  }
  const std::vector<std::uint32_t>& rows() const { return rows_; }

 private:
  std::uint32_t latest_visible(shelf::Thing thing) const {
    std::uint32_t latest = shelf::kNoRow;
    node_.shelf.each_version(thing, [&](std::uint32_t row) {
      if (!view_.visible(row)) return;
      if (latest == shelf::kNoRow || node_.shelf.row(row).version_us > node_.shelf.row(latest).version_us) latest = row;
    });
    return latest;
  }

  const Node& node_;
  const shelf::View& view_;
  const std::string& by_;
  std::vector<std::uint32_t> rows_;
  std::unordered_set<std::uint32_t> seen_;
};

Result<agreement::ObjectName> name_of_row(Node& node, std::uint32_t row) {
  TRY(const store::Record record, node.engine().read(node.shelf.row(row).seq));
  TRY(const journal::Entry entry, journal::decode_payload(record));
  TRY(shelf::ObjectRecord object, shelf::decode_object(entry.body));
  return agreement::ObjectName{std::move(object.owner), std::move(object.id), std::move(object.version)};
}

// How the words of `party` on all of these and their marked fields arrive, as its agreements with the receiver say.
agreement::Translation arrival(const Node& node, const std::vector<std::uint32_t>& rows, const std::string& party, const std::string& to) {
  marking::Label united;
  united.originators.insert(party);
  for (const std::uint32_t row : rows) {
    for (const marking::Label* label : labels_opened(node, row))
      if (const auto words = label->levels.find(party); words != label->levels.end())
        united.levels[party].insert(words->second.begin(), words->second.end());
  }
  const release::World& world = node.policy.world();
  std::vector<const agreement::Terms*> terms;
  for (const auto& pact : world.current()) terms.push_back(&pact->terms());
  return agreement::translate(united, to, terms, world.directory(), world.time());
}

Result<void> put_level(const Node& node, const ConsentWish& wish, const std::vector<std::uint32_t>& rows, const std::string& party,
                       PreparedConsent& out, GiveConsent& give) {
  const agreement::Translation as_agreed = arrival(node, rows, party, wish.to);
  for (const agreement::WordView& word : as_agreed.words) out.notes.insert(out.notes.end(), word.notes.begin(), word.notes.end());
  out.notes.insert(out.notes.end(), as_agreed.notes.begin(), as_agreed.notes.end());
  out.level_suggested = !as_agreed.shown.empty();
  if (!wish.level && as_agreed.shown.empty())
    return fail(Code::precondition,
                fmt::format("no agreement says how these levels of {} arrive at {}; state the level in its words, or TLP NONE for none", party, wish.to), "level");
  const agreement::ShownLevel level = wish.level ? *wish.level : as_agreed.shown.front();
  for (std::size_t i = 1; i < as_agreed.shown.size(); ++i)
    out.notes.push_back(fmt::format("the agreements also say {} {}", as_agreed.shown[i].scheme, as_agreed.shown[i].word));
  give.scheme = level.scheme;
  give.word = level.word;
  return {};
}

// ---- Showing -------------------------------------------------------------------------------------------------------

ConsentState state_of(const shelf::Exceptions::Consent& consent, Time at) {
  const auto& give = std::get<GiveConsent>(consent.act.act.body);
  if (!consent.counts.now()) return ConsentState::revoked;
  if (give.until && *give.until <= at) return ConsentState::expired;
  return give.from && at < *give.from ? ConsentState::not_yet : ConsentState::valid;
}

}  // namespace

std::string_view name_of(ConsentState state) {
  switch (state) {
    case ConsentState::not_yet: return "not-yet";
    case ConsentState::valid: return "valid";
    case ConsentState::expired: return "expired";
    case ConsentState::revoked: return "revoked";
  }
  return "";
}

Result<PreparedConsent> prepare_consent(Node& node, const Caller& caller, const ConsentWish& wish) {
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  const alliance::Directory& directory = node.policy.world().directory();
  if (!has_role(directory, caller.person, "official")) return fail(Code::forbidden, "preparing a consent needs the role official");
  const std::string by = wish.by.empty() ? caller.party : wish.by;
  if (by != caller.party && by != caller.agency) return fail(Code::invalid, "a consent is by your party, or by your agency", "by");
  if (wish.to == caller.party || !directory.parties.contains(wish.to))
    return fail(Code::invalid, "a consent is to another party, by its id, like NZL", "to");
  PreparedConsent out;
  GiveConsent give;
  std::vector<marking::Label> opened;  // of each object, joined with those of its marked fields
  TRY_VOID(node.views().with(shelf::Reader{caller.person, caller.purpose, marking::Action::copy}, [&](const shelf::View& view) -> Result<void> {
    Gathering gathering(node, view, by);
    const bool held = shelf::each_thing_named(node.engine(), node.shelf, wish.object, [&](std::uint32_t thing) {
      if (thing < node.shelf.things()) gathering.add(shelf::Thing{thing}, wish.owner);  // else made durable just now, not applied yet
    });
    if (!held) gathering.weigh(node.shelf.stand_in(wish.object));
    if (wish.with_references) gathering.add_references();
    for (const std::uint32_t row : gathering.rows()) {
      TRY(auto name, name_of_row(node, row));
      give.objects.push_back(std::move(name));
    }
    if (give.objects.empty()) return fail(Code::not_found, "there is no such object for you");
    for (const std::uint32_t row : gathering.rows()) {
      const std::vector<const marking::Label*> labels = labels_opened(node, row);
      opened.push_back(*labels.front());
      for (const marking::Label* label : labels) opened.back() = marking::join(opened.back(), *label);
    }
    return put_level(node, wish, gathering.rows(), caller.party, out, give);
  }));
  give.id = "c-" + to_hex(node.random().bytes(16));
  give.to = wish.to;
  give.later_versions = wish.later_versions;
  give.actions = wish.actions;
  give.purposes = wish.purposes;
  give.from = wish.from;
  give.until = wish.until;
  give.request = wish.request;
  // Read back: the act must be one that can be recorded.
  TRY(out.act, agreement::parse_act(agreement::to_json(agreement::Act{by, node.clock().now(), wish.reason, std::move(give)})));
  const auto& names = std::get<GiveConsent>(out.act.body).objects;
  const agreement::Life::Signers signers = node.policy.life().signers(
      out.act, std::max(node.clock().now(), node.policy.world().time()), [&](const agreement::ObjectName& name) -> std::optional<agreement::NamedObject> {
        const auto at = std::find(names.begin(), names.end(), name);
        if (at == names.end()) return std::nullopt;
        return agreement::NamedObject{&opened[static_cast<std::size_t>(at - names.begin())], nullptr, {}};
      });
  out.signers = signers.who;
  out.needed = signers.needed;
  return out;
}

Result<std::vector<ConsentShown>> consents(Node& node, const Caller& caller) {
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  const release::World& world = node.policy.world();
  const bool whole = caller.is_operator() || has_role(world.directory(), caller.person, "official") || has_role(world.directory(), caller.person, "registrar");
  std::vector<const shelf::Exceptions::Consent*> found;
  for (const auto& [id, consent] : node.exceptions.consents()) {
    const auto& give = std::get<GiveConsent>(consent.act.act.body);
    if (caller.is_operator() || give.to == caller.party || marking::party_of(consent.act.act.by) == caller.party) found.push_back(&consent);
  }
  std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->given < b->given; });
  std::vector<ConsentShown> out;
  for (const auto* consent : found) {
    ConsentShown one{consent->given, consent->at, state_of(*consent, world.time()), std::nullopt, consent->act.act};
    if (!consent->counts.now()) one.revoked_at = consent->ended;
    out.push_back(std::move(one));
  }
  if (whole) return out;
  // Whoever is not in charge of consents is told of no object that it does not read.
  return node.views().with(shelf::Reader{caller.person, caller.purpose, marking::Action::copy}, [&](const shelf::View& view) {
    std::vector<ConsentShown> read;
    for (std::size_t i = 0; i < out.size(); ++i) {
      auto& objects = std::get<GiveConsent>(out[i].act.body).objects;
      std::vector<agreement::ObjectName> kept;
      for (std::size_t j = 0; j < objects.size() && j < found[i]->rows.size(); ++j)
        if (view.visible(found[i]->rows[j])) kept.push_back(objects[j]);
      if (kept.empty()) continue;
      objects = std::move(kept);
      read.push_back(std::move(out[i]));
    }
    return read;
  });
}

}  // namespace comity::operations
