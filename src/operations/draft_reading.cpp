#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "operations/explaining.hpp"
#include "operations/intake.hpp"
#include "operations/label_shown.hpp"
#include "operations/portions.hpp"
#include "operations/roles.hpp"
#include "release/redact.hpp"
#include "stix/validate.hpp"

namespace comity::operations {
namespace {

using marking::Label;
using release::Outcome;

constexpr std::size_t kMostObjects = 200;    // an editor's text and what it is about; a bundle of more is shared, not looked at
constexpr std::uint32_t kMostProblems = 50;  // of one object

struct Drafted {
  std::unique_ptr<Prepared> prepared;
  std::string pointer;  // into the body
  Intake::Judged judged;
};

std::string below(const std::string& pointer, std::string_view rest) {
  return pointer + (rest.empty() || rest.front() == '/' ? "" : "/") + std::string(rest);
}

// All that STIX has to say, not only the first of it.
void hold_against_stix(const Drafted& one, std::vector<DraftReading::Problem>& out) {
  if (one.prepared->document.nodes().empty()) {
    out.push_back({true, below(one.pointer, one.prepared->error->where), one.prepared->error->message});
    return;
  }
  stix::ValidateOptions options;
  options.max_errors = options.max_warnings = kMostProblems;
  std::vector<stix::Problem> problems;
  stix::validate(one.prepared->document, options, problems);
  bool told = false;
  for (const stix::Problem& problem : problems) {
    const bool error = problem.severity == stix::Severity::error;
    told = told || error;
    out.push_back({error, below(one.pointer, problem.pointer), problem.message});
  }
  if (one.prepared->error && !told) out.push_back({true, below(one.pointer, one.prepared->error->where), one.prepared->error->message});
}

// Of which members a label is read.
std::string marks_of(const Drafted& one) {
  if (!one.prepared->object.label_extension.empty()) return below(one.pointer, fmt::format("/extensions/{}", stix::kLabelExtension));
  return one.prepared->object.marking_refs.empty() ? one.pointer : below(one.pointer, "/object_marking_refs");
}

// A bundle, or one object.
Result<std::vector<Drafted>> read_body(std::string_view text) {
  std::vector<Drafted> out;
  TRY(const json::Document body, json::Document::parse(text));
  const json::Value root = body.root();
  if (!root.is(json::Kind::object)) return fail(Code::invalid, "the body is a STIX object or a bundle of them");
  const auto list = root.get("objects");
  const auto type = root.get("type");
  const bool bundle = list && list->is(json::Kind::array) && (!type || (type->is(json::Kind::string) && type->string() == "bundle"));
  if (!bundle) {
    TRY(stix::Bundle split, stix::split(fmt::format(R"({{"objects":[{}]}})", text)));
    if (split.objects.empty()) return fail(Code::invalid, "the body holds no object");
    out.push_back({prepare_one(std::string(split.objects.front())), "", {}});
    return out;
  }
  TRY(stix::Bundle split, stix::split(text));
  if (split.objects.empty()) return fail(Code::invalid, "the bundle holds no object", "/objects");
  if (split.objects.size() > kMostObjects)
    return fail(Code::too_large, fmt::format("at most {} objects are looked at beforehand; share larger bundles as they are", kMostObjects), "/objects");
  for (std::size_t i = 0; i < split.objects.size(); ++i) out.push_back({prepare_one(std::string(split.objects[i])), fmt::format("/objects/{}", i), {}});
  return out;
}

// What one person would get of all that came along: the greatest set in which every object stands, as views find it.
class Given {
 public:
  // `others`: things that the author's party did not originate. Whether they are released to partners is not the author's to be told: they count as released.
  Given(Node& node, const std::vector<const Drafted*>& objects, const std::string& party, const std::string& person, const release::Audience& audience,
        const std::set<std::uint32_t>& others)
      : objects_(objects), own_(marking::party_of(person) == party) {
    const release::World& world = node.policy.world();
    for (std::size_t i = 0; i < objects.size(); ++i) ids_[objects[i]->prepared->object.id] = i;
    std::vector<std::vector<std::size_t>> referring(objects.size());
    std::deque<std::size_t> open;
    node.views().with({person, {}, marking::Action::copy}, [&](const shelf::View& view) {
      for (std::size_t i = 0; i < objects.size(); ++i) {
        const Drafted& one = *objects[i];
        One state;
        state.permitted = release::decide(world, one.judged.label, audience);
        for (const Label& field : one.judged.fields) state.fields.push_back(release::decide(world, field, audience));
        // An owner's own readers see the object with all its references.
        for (const shelf::Thing bound : one.judged.bound) state.released.push_back(own_ || (!bound.none() && (others.contains(bound.value) || view.released(bound))));
        for (const auto& reference : one.prepared->object.references)
          if (const auto along = ids_.find(reference.target); along != ids_.end()) referring[along->second].push_back(i);
        state.outcome = state.permitted ? Outcome::whole : Outcome::withheld;
        states_.push_back(std::move(state));
        open.push_back(i);
      }
    });
    // Whatever is withheld moves only what refers to it.
    for (std::size_t i = 0; i < states_.size(); ++i)
      if (!states_[i].permitted) open.insert(open.end(), referring[i].begin(), referring[i].end());
    while (!open.empty()) {
      const std::size_t i = open.front();
      open.pop_front();
      if (states_[i].outcome == Outcome::withheld) continue;
      states_[i].outcome = settle(i);
      if (states_[i].outcome == Outcome::withheld) open.insert(open.end(), referring[i].begin(), referring[i].end());
    }
  }
  Outcome outcome(std::size_t i) const { return states_[i].outcome; }
  bool permitted(std::size_t i) const { return states_[i].permitted; }

 private:
  struct One {
    bool permitted = false;
    std::vector<bool> fields, released;
    Outcome outcome = Outcome::withheld;
  };
  Outcome settle(std::size_t i) const {
    const Drafted& one = *objects_[i];
    std::vector<bool> released = states_[i].released;
    const auto& references = one.prepared->object.references;
    for (std::size_t r = 0; r < references.size(); ++r)
      if (const auto along = ids_.find(references[r].target); !own_ && along != ids_.end()) released[r] = states_[along->second].outcome != Outcome::withheld;
    return release::redact(one.prepared->document, one.prepared->object, states_[i].fields, released).outcome;
  }
  const std::vector<const Drafted*>& objects_;
  const bool own_;
  std::map<std::string_view, std::size_t> ids_;
  std::vector<One> states_;
};

// One line for each agency: by whoever there is released the most.
std::vector<DraftReading::Reader> readers_of_draft(Node& node, const Caller& caller, const std::vector<const Drafted*>& objects, std::size_t about) {
  const release::World& world = node.policy.world();
  std::map<std::string, DraftReading::Reader> agencies;
  std::set<std::uint32_t> others;
  for (const Drafted* one : objects)
    for (const shelf::Thing bound : one->judged.bound) {
      if (bound.none()) continue;
      bool ours = false;
      node.shelf.each_version(bound, [&](std::uint32_t row) { ours = ours || node.policy.labels().at(node.exceptions.label(row, UINT64_MAX)).originating_parties().contains(caller.party); });
      if (!ours) others.insert(bound.value);
    }
  for (const auto& [person, known] : world.directory().people) {
    const std::string agency{marking::agency_of(person)}, party{marking::party_of(person)};
    const bool foreign = party != caller.party;
    const auto audience = release::audience_of(world.directory(), known, {}, marking::Action::copy, world.time());
    const Given given(node, objects, caller.party, person, audience, others);
    DraftReading::Reader one{party, agency, 0, given.outcome(about) != Outcome::withheld, given.outcome(about) == Outcome::cut, {}, {}};
    one.people = one.reads;
    if (given.permitted(about) && !one.reads) {
      one.clause = "reference";
      one.text = "it refers to something that is not released to this reader, or a cut would leave no valid object";
    } else {
      release::Explanation explanation = release::explain(world, objects[about]->judged.label, audience);
      hide_foreign_agreements(caller, explanation);
      one.clause = foreign && !one.reads && !is_of_parties(explanation.clause) ? "reader" : explanation.clause;
      one.text = deciding_text(explanation, false, foreign);
    }
    const auto [at, first] = agencies.try_emplace(agency, one);
    if (first) continue;
    DraftReading::Reader& best = at->second;
    const std::size_t people = foreign ? 0 : best.people + one.people;
    const auto rank = [](const DraftReading::Reader& r) { return r.reads ? (r.cut ? 2 : 3) : r.clause == "reference" || is_of_parties(r.clause) ? 1 : 0; };
    if (rank(one) > rank(best)) best = one;
    if (!foreign) best.people = people;
  }
  std::vector<DraftReading::Reader> out;
  for (auto& [id, one] : agencies) out.push_back(std::move(one));
  return out;
}

void describe(Node& node, const Caller& caller, const Drafted& one, DraftReading& out) {
  const release::World& world = node.policy.world();
  const auto told = [&](const Label& label) { return shown_to(caller, world.directory(), label); };
  Label whole = one.judged.label;
  std::vector<Label> each;
  for (const Label& field : one.judged.fields) {
    if (!shelf::is_remark(whole)) whole = marking::join(whole, field);
    each.push_back(told(field));
  }
  out.banner = banner_for(world, told(whole), caller.party);
  out.portions = portions_of(world, one.prepared->object.granular, caller.party, [&](std::size_t i) { return &each.at(i); });
  if (const std::string why = why_nobody_reads(whole, world.directory()); !why.empty()) out.problems.push_back({false, marks_of(one), why});
}

void describe_sources(Node& node, const Caller& caller, const Drafted& one, DraftReading& out) {
  if (one.judged.sources.empty()) return;
  const release::World& world = node.policy.world();
  const Label& stated = one.judged.stated;
  // Where its own marking is too low it would not be taken; what its sources cost is told all the same.
  const Label joined = derive(stated, caller.agency, one.judged.sources, false, world).label;
  const Losses lost = losses(stated, one.judged.sources, readers_of(joined, world), world);
  for (std::size_t i = 0; i < one.judged.sources.size(); ++i) {
    const FoundSource& source = one.judged.sources[i];
    out.sources.push_back({source.id, source.version, source.owner, lost.each[i].names, lost.each[i].sentence});
  }
  if (!lost.together.sentence.empty()) out.remarks.push_back(lost.together.sentence);
}

// Who belongs to a community is its members' to know, and so is that there is one: a name that the author wrote is to others one that nobody has.
void hide_communities(const Node& node, const Caller& caller, std::string_view text, Drafted& one) {
  if (caller.is_operator()) return;
  const auto& all = node.policy.world().directory().communities;
  const auto hidden = [&](const marking::Member& member) {
    if (member.kind != marking::Member::Kind::community || text.find(member.id) == std::string_view::npos) return false;
    const auto at = all.find(member.id);
    return at == all.end() || std::none_of(at->second.spells.begin(), at->second.spells.end(), [&](const auto& spell) { return spell.party == caller.party; });
  };
  const auto hide = [&](Label& label) {
    for (const auto* sets : {&label.releasable, &label.displayable})
      for (const auto& [party, each] : *sets)
        for (const auto& set : each)
          for (const marking::Member& member : set.members)
            if (hidden(member)) label.unknowns.insert(member.id);
  };
  for (Label* label : {&one.judged.stated, &one.judged.label}) hide(*label);
  for (Label& field : one.judged.fields) hide(field);
}

}  // namespace

Result<DraftReading> draft_reading(Node& node, const Caller& caller, std::string_view text, std::string_view about) {
  TRY_VOID(settle_clock(node));
  {
    std::shared_lock state(node.journal().state());
    if (!has_role(node.policy.world().directory(), caller.person, "submitter")) return fail(Code::forbidden, "submitting needs the role submitter");
  }
  TRY(std::vector<Drafted> drafted, read_body(text));
  // The one that the answer is about.
  Drafted* subject = nullptr;
  for (Drafted& one : drafted) {
    const bool wanted = about.empty() ? one.prepared->object.type != "marking-definition" : one.prepared->object.id == about;
    if (wanted && !subject) subject = &one;
  }
  if (!subject && !about.empty()) return fail(Code::invalid, "the bundle has no object of that id that can be read", "about");
  if (!subject) subject = &drafted.front();
  DraftReading out;
  out.id = subject->prepared->object.id;
  out.type = subject->prepared->object.type;
  for (const Drafted& one : drafted) hold_against_stix(one, out.problems);
  if (subject->prepared->error) return out;

  // Labels are read where intake reads them, and nothing is added.
  std::vector<std::unique_ptr<Prepared>> prepared;
  std::vector<Prepared*> places;
  for (Drafted& one : drafted) {
    places.push_back(one.prepared.get());
    prepared.push_back(std::move(one.prepared));
  }
  order_by_reference(prepared);
  TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; try again");
    Intake intake(node, batch, caller.person, prepared);
    for (std::size_t i = 0; i < drafted.size(); ++i) {
      if (places[i]->error) continue;
      TRY(drafted[i].judged, intake.judge(*places[i]));
    }
    return {};
  }));
  for (std::size_t i = 0; i < drafted.size(); ++i)
    for (auto& one : prepared)
      if (one.get() == places[i]) {
        drafted[i].prepared = std::move(one);
        break;
      }

  std::shared_lock state(node.journal().state());
  for (Drafted& one : drafted) hide_communities(node, caller, text, one);
  std::vector<const Drafted*> sound;
  std::size_t at = 0;
  for (const Drafted& one : drafted) {
    if (one.prepared->error) continue;
    if (&one == subject) at = sound.size();
    sound.push_back(&one);
    if (!one.judged.refusal.empty()) out.problems.push_back({true, marks_of(one), one.judged.refusal});
    // Refused before its label was read: there is nothing to decide by.
    if (one.judged.fields.size() != one.prepared->object.marked_fields() || one.judged.bound.size() != one.prepared->object.references.size()) {
      sound.pop_back();
      if (&one == subject) return out;
      continue;
    }
    if (one.judged.held) out.problems.push_back({false, below(one.pointer, "/modified"), "this version is held already; a changed object takes a later 'modified'"});
  }
  const Drafted& one = *subject;
  out.accepted = one.judged.refusal.empty();
  out.waits = one.judged.second_person;
  if (one.prepared->tearline && !one.judged.remark.empty()) out.remarks.push_back(one.judged.remark);
  describe(node, caller, one, out);
  describe_sources(node, caller, one, out);
  out.readers = readers_of_draft(node, caller, sound, at);
  return out;
}

}  // namespace comity::operations
