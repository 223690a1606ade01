#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <shared_mutex>

#include "operations/exposure_games.hpp"
#include "release/difference.hpp"

namespace comity::operations {
namespace {

using Kind = ExposureChange::Kind;
using release::Bits;
constexpr std::size_t kMostChanges = 64;
constexpr std::size_t kMostReasons = 100;

bool names(const agreement::Terms& terms, std::string_view party) {
  return std::any_of(terms.parties.begin(), terms.parties.end(), [&](const auto& one) { return one.party == party; });
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (true) {
    const auto end = text.find(at);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

// The node's world with some of it changed.
class Changing {
 public:
  Changing(const Node& node, const Caller& caller, std::shared_ptr<const release::World> before) : node_(node), caller_(caller), before_(std::move(before)) {}

  Result<void> make(const ExposureChange& change) {
    switch (change.kind) {
      case Kind::suspend: return suspend(change);
      case Kind::suspend_party: return suspend_party(change);
      case Kind::ceiling: return ceiling(change);
      case Kind::drop_topic: return drop_topic(change);
      case Kind::re_tier: return re_tier(change);
    }
    return {};
  }
  std::shared_ptr<const release::World> after() const {
    auto out = std::make_shared<release::World>(*before_);
    for (const auto& [id, terms] : terms_) out = std::make_shared<release::World>(out->with(std::make_shared<const release::Pact>(terms)));
    if (directory_) out = std::make_shared<release::World>(out->with(std::shared_ptr<const alliance::Directory>(directory_)));
    return out;
  }
  // The clause's own sentence would name every topic that is left, and so what labels say that the asker is not told of: only what was asked is.
  std::string text_of(const release::Reason& reason) const {
    const auto found = dropped_.find(reason.agreement);
    if (reason.clause != "topics" || found == dropped_.end()) return reason.text();
    release::Reason out = reason;
    out.before = out.after = fmt::format("topic {} no longer accepted", fmt::join(found->second, ", "));
    return out.text();
  }

 private:
  // An agreement that the asker's party has not signed is as one that is not there.
  Result<agreement::Terms*> terms_of(const std::string& id) {
    if (const auto found = terms_.find(id); found != terms_.end()) return &found->second;
    for (const auto& pact : before_->current())
      if (pact->terms().id == id && (caller_.is_operator() || names(pact->terms(), caller_.party))) return &terms_.emplace(id, pact->terms()).first->second;
    return fail(Code::not_found, "there is no such agreement for you", "changes");
  }
  alliance::Directory& directory() {
    if (!directory_) directory_ = std::make_shared<alliance::Directory>(before_->directory());
    return *directory_;
  }
  // Other terms are another version, so that copies received under this one stay read by it.
  void as_next_version(agreement::Terms& terms) {
    if (next_.insert(terms.id).second) ++terms.version;
  }

  Result<void> suspend(const ExposureChange& change) {
    TRY(agreement::Terms * terms, terms_of(change.agreement));
    if (!change.from.empty() && (!names(*terms, change.from) || !names(*terms, change.to)))
      return fail(Code::invalid, "the direction's two parties are not both of this agreement", "changes");
    for (const auto& from : terms->parties)
      for (const auto& to : terms->parties)
        if (from.party != to.party && (change.from.empty() || (from.party == change.from && to.party == change.to)))
          terms->suspensions.push_back({from.party, from.party, to.party, before_->time(), Time::max(), {}});
    return {};
  }
  Result<void> suspend_party(const ExposureChange& change) {
    if (!before_->directory().parties.contains(change.party)) return fail(Code::not_found, "there is no such party", "changes");
    for (const auto& [id, party] : before_->directory().parties)
      if (id != change.party) directory().suspensions.push_back({id, change.party, before_->time(), Time::max()});
    return {};
  }
  // The scheme of a party that has the word, and the word's rank in it.
  Result<std::pair<std::string, int>> rank_of(const std::string& party, const std::string& word) const {
    const auto found = before_->directory().parties.find(party);
    if (found != before_->directory().parties.end())
      for (const std::string& scheme : found->second.schemes)
        if (const auto rank = before_->directory().schemes.rank(scheme, word)) return std::pair{scheme, *rank};
    return fail(Code::invalid, fmt::format("{} is no level word of {}", word, party), "changes");
  }
  Result<void> ceiling(const ExposureChange& change) {
    TRY(agreement::Terms * terms, terms_of(change.agreement));
    if (!names(*terms, change.party)) return fail(Code::invalid, "the party is not of this agreement", "changes");
    TRY(const auto most, rank_of(change.party, change.word));
    // All rows of a word go where one of them is too high: the others would let through what that one refuses.
    std::set<std::tuple<std::string, std::string, std::string>> above;
    for (const auto& row : terms->equivalences)
      if (row.to_party == change.party && row.to_scheme == most.first && before_->directory().schemes.rank(row.to_scheme, row.to_word).value_or(0) > most.second)
        above.insert({row.from_party, row.from_scheme, row.from_word});
    std::erase_if(terms->equivalences, [&](const auto& row) { return row.to_party == change.party && above.contains({row.from_party, row.from_scheme, row.from_word}); });
    as_next_version(*terms);
    return {};
  }
  Result<void> drop_topic(const ExposureChange& change) {
    TRY(agreement::Terms * terms, terms_of(change.agreement));
    // Once it is written out, whether a word was there says that some label has it: it goes without a word.
    if (const auto before = dropped_.find(change.agreement); before != dropped_.end()) {
      terms->topics.words.erase(change.word);
      before->second.insert(change.word);
    } else if (terms->topics.all) {
      // Written out, so that one can be left out: every word that any label has.
      terms->topics = {false, {}};
      const auto& labels = node_.policy.labels();
      for (std::uint32_t label = 0; label < labels.size(); ++label)
        for (const auto& clause : labels.at(marking::LabelIx{label}).topics) terms->topics.words.insert(clause.words.begin(), clause.words.end());
      terms->topics.words.erase(change.word);
      dropped_[change.agreement].insert(change.word);
    } else if (terms->topics.words.erase(change.word) == 0) {
      return fail(Code::invalid, "the agreement is not limited to topics that include this one", "changes");
    }
    as_next_version(*terms);
    return {};
  }
  Result<void> re_tier(const ExposureChange& change) {
    if (!before_->directory().agencies.contains(change.agency)) return fail(Code::not_found, "there is no such agency", "changes");
    TRY(const auto most, rank_of(std::string(marking::party_of(change.agency)), change.word));
    for (auto& [person, clearance] : directory().clearances) {
      if (marking::agency_of(person) != change.agency) continue;
      const auto level = clearance.levels.find(most.first);
      if (level != clearance.levels.end() && before_->directory().schemes.rank(most.first, level->second).value_or(0) > most.second) level->second = change.word;
    }
    return {};
  }

  const Node& node_;
  const Caller& caller_;
  std::shared_ptr<const release::World> before_;
  std::map<std::string, agreement::Terms> terms_;
  std::set<std::string> next_;
  std::map<std::string, std::set<std::string>> dropped_;  // by agreement without limit to topics: those that would be left out
  std::shared_ptr<alliance::Directory> directory_;
};

release::Limits limits_of(const Caller& caller) {
  release::Limits out;
  if (caller.is_operator()) return out;
  out.objects = [party = caller.party](const marking::Label& label, std::string_view receiving_party, bool) {
    return receiving_party == party || label.originating_parties().contains(party);
  };
  out.clauses = [party = caller.party](const agreement::Terms& terms) { return names(terms, party); };
  return out;
}

// Who loses how much, distinct objects of each.
struct Losing {
  Bits lost, read;
  bool member = false;
};
std::vector<ExposureWhatIf::Receiver> receivers(const std::map<std::string, Losing>& all) {
  std::vector<ExposureWhatIf::Receiver> out;
  for (const auto& [name, one] : all)
    if (const auto lost = count(one.lost); lost > 0) out.push_back({name, one.member, lost, count(one.read)});
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.lost > b.lost; });
  return out;
}

}  // namespace

Result<ExposureChange> parse_change(std::string_view text) {
  const auto wrong = [&] {
    return fail(Code::invalid, "a change is suspend=AGREEMENT[:FROM>TO], suspend-party=PARTY, ceiling=AGREEMENT:PARTY:WORD, drop-topic=AGREEMENT:TOPIC or re-tier=AGENCY:WORD", "changes");
  };
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return wrong();
  const std::string_view kind = text.substr(0, equals), rest = text.substr(equals + 1);
  // Words may hold any character but the colon, and agreements' names none.
  std::vector<std::string> parts;
  for (const auto part : split(rest, ':')) parts.emplace_back(part);
  if (std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.empty(); })) return wrong();
  ExposureChange out;
  if (kind == "suspend" && parts.size() <= 2) {
    out.agreement = parts[0];
    if (parts.size() == 2) {
      const auto direction = split(parts[1], '>');
      if (direction.size() != 2 || direction[0].empty() || direction[1].empty()) return wrong();
      out.from = direction[0];
      out.to = direction[1];
    }
  } else if (kind == "suspend-party" && parts.size() == 1) {
    out.kind = Kind::suspend_party;
    out.party = parts[0];
  } else if (kind == "ceiling" && parts.size() == 3) {
    out = {Kind::ceiling, parts[0], parts[1], {}, {}, {}, parts[2]};
  } else if (kind == "drop-topic" && parts.size() == 2) {
    out = {Kind::drop_topic, parts[0], {}, {}, {}, {}, parts[1]};
  } else if (kind == "re-tier" && parts.size() == 2) {
    out = {Kind::re_tier, {}, {}, parts[0], {}, {}, parts[1]};
  } else {
    return wrong();
  }
  return out;
}

std::string to_text(const ExposureChange& change) {
  switch (change.kind) {
    case Kind::suspend: return "suspend=" + change.agreement + (change.from.empty() ? "" : ":" + change.from + ">" + change.to);
    case Kind::suspend_party: return "suspend-party=" + change.party;
    case Kind::ceiling: return "ceiling=" + change.agreement + ":" + change.party + ":" + change.word;
    case Kind::drop_topic: return "drop-topic=" + change.agreement + ":" + change.word;
    case Kind::re_tier: return "re-tier=" + change.agency + ":" + change.word;
  }
  return "";
}

Result<ExposureWhatIf> exposure_what_if(Node& node, const Caller& caller, const ExposureRequest& request, const std::vector<ExposureChange>& changes) {
  if (request.as_of) return fail(Code::invalid, "a what-if is of now; leave the date out", "as_of");
  if (changes.empty() || changes.size() > kMostChanges) return fail(Code::invalid, fmt::format("name 1 to {} changes", kMostChanges), "changes");
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  TRY_VOID(may_ask_exposure(node, caller));
  TRY(const ExposureTurn turn, ExposureTurn::take(node));
  TRY(const auto members, members_named(node, caller, request.members));
  TRY(Reach reach, Reach::at(node, caller, {}));
  const auto before = reach.world();
  Changing changing(node, caller, before);
  ExposureWhatIf out;
  out.notes = reach.notes();
  for (const ExposureChange& change : changes) {
    TRY_VOID(changing.make(change));
    out.changes.push_back(to_text(change));
    if (change.kind == Kind::drop_topic) out.notes.push_back("an agreement without limit to topics would name all topics but the dropped one: objects without a topic are then not released under it");
  }
  const auto after = changing.after();

  const marking::LabelTable& table = node.policy.labels();
  std::vector<const marking::Label*> labels;
  for (std::uint32_t label = 0; label < table.size(); ++label) labels.push_back(&table.at(marking::LabelIx{label}));
  release::Difference difference(before, after, labels, release::everybody(*before, *after, marking::Action::copy));

  std::set<std::string> people, parties, agencies;
  for (const Member& one : members) {
    people.insert(one.people.begin(), one.people.end());
    parties.insert(one.party);
  }
  for (const std::string& person : people) agencies.emplace(marking::agency_of(person));
  std::map<std::string, Bits> would_pull;  // of members who are touched
  const auto look = [&](std::size_t subject, release::Sight& sight) {
    const release::Subject& who = difference.subjects()[subject];
    node.views().with(shelf::Reader{who.person, {}, marking::Action::copy}, [&](const shelf::View& view) {
      sight.before = view.visible_rows();
      Bits bits = view.bits();
      const Bits &gained = difference.gained(subject), &lost = difference.lost(subject);
      for (std::size_t word = 0; word < bits.size(); ++word) bits[word] ^= (word < gained.size() ? gained[word] : 0) | (word < lost.size() ? lost[word] : 0);
      sight.after = view.supposing(*after, who.after, std::move(bits)).visible_rows();
    });
    if (!people.contains(who.person)) return;
    Bits counted(sight.after.size(), 0);
    release::each(sight.after, [&](std::size_t row) {
      if (reach.counts(static_cast<std::uint32_t>(row), who.after.party)) release::set(counted, row);
    });
    would_pull[who.person] = std::move(counted);
  };
  const auto by_themselves = [&](std::size_t subject) {
    return node.views().with(shelf::Reader{difference.subjects()[subject].person, {}, marking::Action::copy}, [&](shelf::View& view) { return view.rules_otherwise(*after); });
  };
  std::map<std::string, Losing> by_party, by_agency;
  Bits elsewhere;
  const release::Summary summary = difference.by_row(
      node.shelf.labels(), look, limits_of(caller),
      [&](std::size_t subject, const Bits&, const Bits& lost, const Bits&) {
        const std::string& person = difference.subjects()[subject].person;
        const Bits read = both(lost, reach.held_since(person, Time{reach.time().us - kRecent}).held);
        for (auto* one : {&by_party[std::string(marking::party_of(person))], &by_agency[std::string(marking::agency_of(person))]}) {
          release::unite(one->lost, lost);
          release::unite(one->read, read);
        }
        if (!people.contains(person)) release::unite(elsewhere, lost);
      },
      by_themselves);
  for (auto& [party, one] : by_party) one.member = parties.contains(party);
  for (auto& [agency, one] : by_agency) one.member = agencies.contains(agency);

  for (const Member& one : members) out.members.push_back(one.name);
  out.at = reach.time();
  out.weights = request.weights;
  RowWeights weight(node, request.weights);
  Bits was, is;
  for (const std::string& person : people) {
    const Bits& now = reach.may_pull(person);
    release::unite(was, now);
    const auto changed = would_pull.find(person);
    release::unite(is, changed == would_pull.end() ? now : changed->second);
  }
  out.before = weight.of(was);
  out.after = weight.of(is);
  out.before_objects = count(was);
  out.after_objects = count(is);
  release::each(without(was, is), [&](std::size_t row) {
    for (const std::string& origin : reach.label(static_cast<std::uint32_t>(row)).originating_parties())
      if (parties.size() > 1 || !parties.contains(origin)) out.removed_of[origin] += weight(static_cast<std::uint32_t>(row));
  });
  out.parties = receivers(by_party);
  out.agencies = receivers(by_agency);
  out.lost_elsewhere = count(elsewhere);
  for (const auto& reason : summary.reasons)
    if (!reason.gained && out.reasons.size() < kMostReasons) out.reasons.push_back({changing.text_of(reason), reason.objects, reason.people});
  return out;
}

}  // namespace comity::operations
