#include "judgement/rounds.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "alliance/fields.hpp"
#include "crypto/canonical.hpp"

namespace comity::judgement {
namespace {

using alliance::Faults;
using alliance::Fields;

bool settled(const Round& round, const Round::Stage& stage) {
  return std::all_of(round.asked.invited.begin(), round.asked.invited.end(),
                     [&](const std::string& agency) { return stage.withheld.contains(agency) || stage.committed.contains(agency); });
}

bool all_shown(const Round::Stage& stage) {
  return std::all_of(stage.committed.begin(), stage.committed.end(), [&](const auto& one) {
    return one.second.late || one.second.is_void || stage.revealed.contains(one.first) || stage.withheld.contains(one.first);
  });
}

// Late commitments hold nobody up, nor do they end a part.
bool commit_ended(const Round& round, int stage, Time until, Time now) {
  const Round::Stage& of = round.stages[static_cast<std::size_t>(stage - 1)];
  return now >= until || !of.revealed.empty() || settled(round, of);
}

}  // namespace

std::string_view name_of(Part part) {
  switch (part) {
    case Part::commit: return "commit";
    case Part::reveal: return "reveal";
    case Part::discussion: return "discussion";
    case Part::second_commit: return "second-commit";
    case Part::second_reveal: return "second-reveal";
    case Part::over: return "over";
  }
  return "";
}

Part part_of(const Round& round, Time now) {
  now = std::max(now, round.last);
  const Schedule& schedule = round.asked.schedule;
  if (!commit_ended(round, 1, schedule.commit_until, now)) return Part::commit;
  if (now < schedule.reveal_until && !all_shown(round.stages[0])) return Part::reveal;
  if (now < schedule.discuss_until && !round.discussion_closed) return Part::discussion;
  if (!commit_ended(round, 2, schedule.second_commit_until, now)) return Part::second_commit;
  if (now < schedule.second_reveal_until && !all_shown(round.stages[1])) return Part::second_reveal;
  return Part::over;
}

int commits_in(Part part) { return part == Part::commit ? 1 : part == Part::second_commit ? 2 : 0; }
int reveals_in(Part part) { return part == Part::reveal ? 1 : part == Part::second_reveal ? 2 : 0; }

bool opened_up(const Round& round, int stage, Time now) {
  return part_of(round, now) >= (stage == 1 ? Part::reveal : Part::second_reveal);
}

void Rounds::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::round) return;
  const auto step = decode_step(entry.body);
  CHECK(step.has_value());
  if (const auto* open = std::get_if<Open>(&step->what)) {
    Round& round = rounds_[step->round];
    round.id = step->round;
    round.convenor = step->by;
    round.record = entry.seq;
    round.opened = round.last = step->at;
    round.asked = *open;
    return;
  }
  const auto found = rounds_.find(step->round);
  CHECK(found != rounds_.end());
  Round& round = found->second;
  round.last = std::max(round.last, step->at);
  const auto stage = [&](int number) -> Round::Stage& { return round.stages[static_cast<std::size_t>(number - 1)]; };
  if (const auto* commit = std::get_if<Commit>(&step->what)) {
    const auto paper = agreement::parse_paper(kCommitment, commit->paper);
    CHECK(paper.has_value() && paper->signatures.size() == 1);
    const auto text = parse_commitment(paper->text);
    CHECK(text.has_value());
    auto& committed = stage(text->stage).committed;
    const auto before = committed.find(text->agency);
    const int replaced = before == committed.end() ? 0 : before->second.replaced + 1;
    committed.insert_or_assign(text->agency,
                               Committed{*text, step->by, paper->signatures.front().signer, paper->signatures.front().key, entry.seq, step->at, entry.time, commit->late, replaced, false});
  } else if (const auto* withhold = std::get_if<Withhold>(&step->what)) {
    stage(withhold->stage).withheld.insert(withhold->agency);
  } else if (const auto* reveal = std::get_if<Reveal>(&step->what)) {
    stage(reveal->stage).revealed.try_emplace(reveal->agency, Revealed{entry.seq, reveal->object, step->by, step->at});
  } else if (const auto* discuss = std::get_if<Discuss>(&step->what)) {
    round.discussion.push_back({discuss->object, step->by, step->at});
  } else if (std::holds_alternative<Close>(step->what)) {
    if (!round.discussion_closed) round.discussion_closed = step->at;
  } else {
    round.resolution = Round::Resolution{std::get<Resolve>(step->what), step->by, step->at};
    if (!round.outcome_told && round.resolution->what.outcome != "void") round.outcome_told = entry.seq;
  }
}

const Round* Rounds::find(std::string_view id) const {
  const auto found = rounds_.find(id);
  return found == rounds_.end() ? nullptr : &found->second;
}

}  // namespace comity::judgement
