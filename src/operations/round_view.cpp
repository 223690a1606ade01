// What a reader is told of a round: of its objects only those that release gives it, and of who committed only what no sealed or hidden judgement can be told by.
#include <algorithm>
#include <tuple>

#include "operations/acts.hpp"
#include "operations/corroboration.hpp"
#include "operations/held.hpp"
#include "operations/round_reach.hpp"

namespace comity::operations {
namespace {

using judgement::Part;
using judgement::Round;

struct Standing {
  Round round;  // as it counts
  Time now;
};

std::size_t on_time(const Round::Stage& stage) {
  return static_cast<std::size_t>(std::count_if(stage.committed.begin(), stage.committed.end(), [](const auto& one) { return !one.second.late && !one.second.is_void; }));
}

bool has_committed(const Round::Stage& stage, const std::string& agency) {
  const auto found = stage.committed.find(agency);
  return found != stage.committed.end() && !found->second.is_void;
}

// With the state held shared.
Standing stand(Node& node, const Round& round) { return {as_it_counts(node, round), round_now(node)}; }

std::set<Seq> records_of(const Standing& standing, bool discussion) {
  std::set<Seq> out{standing.round.asked.object};
  for (const auto& stage : standing.round.stages)
    for (const auto& [agency, one] : stage.revealed) out.insert(one.object);
  if (discussion)
    for (const auto& note : standing.round.discussion) out.insert(note.object);
  return out;
}

// The judgement that this note is, if it is the one that was committed to.
std::optional<judgement::Judgement> judgement_in(const std::map<Seq, std::string>& texts, const Round::Stage& stage, const std::string& agency) {
  const auto revealed = stage.revealed.find(agency);
  if (revealed == stage.revealed.end()) return std::nullopt;
  const auto text = texts.find(revealed->second.object);
  return text == texts.end() ? std::nullopt : judgement::read_judgement(text->second);
}

std::string id_in(const std::string& object) {
  const auto document = json::Document::parse(object);
  if (!document) return {};
  const auto id = document->root().get("id");
  return id && id->is(json::Kind::string) ? id->string() : std::string();
}

RoundSeen::Entry entry_of(const Standing& standing, int number, const std::string& agency, const std::vector<std::string>& yours, const std::map<Seq, std::string>& texts) {
  const Round::Stage& stage = standing.round.stages[static_cast<std::size_t>(number - 1)];
  RoundSeen::Entry out;
  out.agency = agency;
  out.you = std::find(yours.begin(), yours.end(), agency) != yours.end();
  out.state = "none";
  const auto committed = stage.committed.find(agency);
  if (committed == stage.committed.end()) return out;
  out.sha256 = committed->second.commitment.sha256;
  out.at = committed->second.at;
  out.judgement = judgement_in(texts, stage, agency);
  if (out.judgement) {
    out.note = id_in(texts.at(stage.revealed.at(agency).object));
    out.at = stage.revealed.at(agency).at;
  }
  const bool reveals = judgement::reveals_in(judgement::part_of(standing.round, standing.now)) == number;
  if (committed->second.is_void) out.state = "void";
  else if (committed->second.late) out.state = "late";
  else if (out.judgement && standing.round.outcome_told && stage.revealed.at(agency).record > *standing.round.outcome_told) out.state = "after-outcome";
  else if (out.judgement) out.state = "revealed";
  else out.state = reveals ? "sealed" : "withheld";
  out.pooled = out.state == "revealed";
  return out;
}

RoundSeen::Stage stage_of(const Standing& standing, int number, const std::vector<std::string>& yours, const std::map<Seq, std::string>& texts) {
  const Round::Stage& stage = standing.round.stages[static_cast<std::size_t>(number - 1)];
  RoundSeen::Stage out;
  out.opened = judgement::opened_up(standing.round, number, standing.now);
  out.committed = on_time(stage);
  for (const std::string& one : yours)
    if (has_committed(stage, one)) out.yours_committed.push_back(one);
  if (!out.opened) return out;
  for (const std::string& agency : standing.round.asked.invited) out.entries.push_back(entry_of(standing, number, agency, yours, texts));
  return out;
}

void describe_discussion(RoundSeen& out, const Round& round, const std::map<Seq, std::string>& texts) {
  for (const auto& note : round.discussion) {
    const auto text = texts.find(note.object);
    if (text == texts.end()) continue;
    const auto said = judgement::read_said(text->second);
    if (!said) continue;
    out.discussion.push_back({id_in(text->second), said->agency, said->answers, said->text, note.at});
  }
}

// How many independent origins stand behind the judgements that are pooled last: at most one for each of them. Nothing where fewer than two are, or where more rests on more than can be traced.
std::optional<OriginsSeen> origins_behind(Node& node, const Caller& caller, const RoundSeen& round) {
  for (auto stage = round.stages.rbegin(); stage != round.stages.rend(); ++stage) {
    std::vector<std::string> notes;
    for (const auto& entry : stage->entries)
      if (entry.pooled) notes.push_back(entry.note);
    if (notes.empty()) continue;
    if (notes.size() < 2) return std::nullopt;
    const auto found = origins_of(node, caller, notes);
    if (!found) return std::nullopt;
    return OriginsSeen{static_cast<int>(found->low), static_cast<int>(found->high)};
  }
  return std::nullopt;
}

// The operator: whom it was put to, when, and how many; no object.
RoundSeen counted(const Standing& standing) {
  RoundSeen out;
  const Round& round = standing.round;
  out.id = round.id;
  out.owner = marking::party_of(round.convenor);
  out.question.convenor = marking::agency_of(round.convenor);
  out.question.asked = round.asked;
  out.part = judgement::part_of(round, standing.now);
  out.opened = round.opened;
  for (int number : {1, 2}) {
    RoundSeen::Stage& stage = out.stages[static_cast<std::size_t>(number - 1)];
    stage.opened = judgement::opened_up(round, number, standing.now);
    stage.committed = on_time(round.stages[static_cast<std::size_t>(number - 1)]);
  }
  return out;
}

// Every round of which the caller gets the question, in the order of their ids. With the state held shared.
std::vector<Standing> all_for(Node& node, const Caller& caller) {
  std::vector<Standing> out;
  node.views().with(shelf::Reader{caller.person, caller.purpose, marking::Action::copy}, [&](const shelf::View& view) {
    for (const auto& [id, round] : node.rounds.all()) {
      if (caller.is_operator() || gets_question(node, view, round)) out.push_back(stand(node, round));
    }
  });
  return out;
}

bool waits(const Standing& standing, const std::vector<std::string>& yours) {
  if (standing.round.resolution) return false;
  const Part part = judgement::part_of(standing.round, standing.now);
  const int commits = judgement::commits_in(part), reveals = judgement::reveals_in(part);
  if (commits == 0 && reveals == 0) return false;
  const Round::Stage& stage = standing.round.stages[static_cast<std::size_t>(std::max(commits, reveals) - 1)];
  return std::any_of(yours.begin(), yours.end(), [&](const std::string& one) {
    if (stage.withheld.contains(one)) return false;
    return commits != 0 ? !has_committed(stage, one) : has_committed(stage, one) && !stage.revealed.contains(one);
  });
}

}  // namespace

void round_sent(Node& node, const RoundLeases& leases) {
  for (const auto& one : leases.all)
    if (one.lease != 0) node.live_leases.delivered(one.lease, {one.position, one.count});
}

Result<RoundSeen> round_of(Node& node, const Caller& caller, std::string_view id) {
  TRY_VOID(settle_clock(node));
  std::optional<Standing> found;
  {
    std::shared_lock state(node.journal().state());
    if (caller.is_operator()) {
      const Round* round = node.rounds.find(id);
      if (!round) return no_such_round();
      return counted(stand(node, *round));
    }
    TRY(const Round* round, reach_round(node, caller, id));
    found = stand(node, *round);
  }
  TRY(RoundTexts read, read_texts(node, caller, records_of(*found, true)));
  const auto question = read.texts.find(found->round.asked.object);
  if (question == read.texts.end()) return no_such_round();  // lost meanwhile
  RoundSeen out = counted(*found);
  if (auto text = judgement::read_question(question->second)) out.question = *std::move(text);
  out.question.asked = found->round.asked;
  out.yours = acts_for(caller, found->round);
  for (int number : {1, 2}) out.stages[static_cast<std::size_t>(number - 1)] = stage_of(*found, number, out.yours, read.texts);
  describe_discussion(out, found->round, read.texts);
  out.resolution = found->round.resolution;
  out.origins = origins_behind(node, caller, out);
  for (auto& [record, text] : read.texts) out.objects.push_back(std::move(text));
  out.leases = std::move(read.leases);
  return out;
}

Result<RoundList> rounds_of(Node& node, const Caller& caller) {
  TRY_VOID(settle_clock(node));
  std::vector<Standing> all;
  {
    std::shared_lock state(node.journal().state());
    all = all_for(node, caller);
  }
  RoundTexts read;
  if (!caller.is_operator()) {
    std::set<Seq> questions;
    for (const Standing& one : all) questions.insert(one.round.asked.object);
    TRY(read, read_texts(node, caller, questions));
  }
  RoundList out;
  for (const Standing& one : all) {
    RoundListed listed{one.round.id, std::string(marking::party_of(one.round.convenor)), {}, judgement::part_of(one.round, one.now), one.round.opened,
                       one.round.asked.resolves, one.round.asked.invited.size(), 0, {}, waits(one, acts_for(caller, one.round))};
    if (!caller.is_operator()) {
      const auto text = read.texts.find(one.round.asked.object);
      if (text == read.texts.end()) continue;
      if (const auto question = judgement::read_question(text->second)) listed.title = question->title;
    }
    listed.committed = on_time(one.round.stages[listed.part < Part::second_commit ? 0 : 1]);
    if (one.round.resolution) listed.outcome = one.round.resolution->what.outcome;
    out.rounds.push_back(std::move(listed));
  }
  std::sort(out.rounds.begin(), out.rounds.end(), [](const RoundListed& a, const RoundListed& b) { return std::tie(a.opened, a.id) < std::tie(b.opened, b.id); });
  out.leases = std::move(read.leases);
  return out;
}

Result<RoundTrack> round_track(Node& node, const Caller& caller) {
  if (caller.is_operator()) return fail(Code::forbidden, "a track record is made of judgements, and the operator reads none");
  TRY_VOID(settle_clock(node));
  std::vector<Standing> all;
  {
    std::shared_lock state(node.journal().state());
    all = all_for(node, caller);
  }
  std::erase_if(all, [](const Standing& one) { return !one.round.resolution || one.round.resolution->what.outcome == "void"; });
  std::set<Seq> records;
  for (const Standing& one : all) records.merge(records_of(one, false));
  TRY(RoundTexts read, read_texts(node, caller, records));
  RoundTrack out;
  for (const Standing& one : all) {
    const auto text = read.texts.find(one.round.asked.object);
    if (text == read.texts.end()) continue;
    Tracked tracked{one.round.id, {}, one.round.resolution->what.outcome == "yes", {}};
    if (const auto question = judgement::read_question(text->second)) tracked.title = question->title;
    for (const std::string& agency : one.round.asked.invited)
      for (int number : {2, 1}) {
        RoundSeen::Entry entry = entry_of(one, number, agency, {}, read.texts);
        if (!entry.pooled) continue;
        tracked.judgements.push_back(*std::move(entry.judgement));
        break;
      }
    out.rounds.push_back(std::move(tracked));
  }
  out.leases = std::move(read.leases);
  return out;
}

}  // namespace comity::operations
