// The acts of rounds. Each is judged on the writer thread as the round stands then: what a part permits is never judged by an older state.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "judgement/lint.hpp"
#include "operations/acts.hpp"
#include "operations/held.hpp"
#include "operations/intake.hpp"
#include "operations/roles.hpp"
#include "operations/round_reach.hpp"

namespace comity::operations {
namespace {

using judgement::Part;
using judgement::Round;

constexpr std::size_t kLongestTitle = 512, kLongestText = 16384;
constexpr std::size_t kLongestReason = 300;                // characters: it bears no marking
constexpr std::int64_t kAhead = 10LL * 60 * 1'000'000;     // of a signer's clock
constexpr std::size_t kMostFindings = 5;
constexpr std::size_t kMostAbout = 256;

std::string round_key(std::string_view id) { return "j" + std::string(id.substr(0, 128)); }

Result<void> need_submitter(Node& node, const Caller& caller) {
  if (!has_role(node, caller, "submitter")) return fail(Code::forbidden, "rounds are opened and answered by people with the role submitter");
  return {};
}

// Whether the caller may do anything to that round; before anything else of the call is read.
Result<void> admit(Node& node, const Caller& caller, std::string_view id) {
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  TRY_VOID(need_submitter(node, caller));
  TRY_VOID(reach_round(node, caller, id));
  return {};
}

// One step of a round in a batch: the next one is judged with this one applied.
Result<Round> standing(Node& node, const journal::Batch& batch, std::string_view id) {
  if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; try again");
  if (batch.put_here(round_key(id))) return fail(Code::conflict, "another step of this round is being recorded; try again");
  const Round* round = node.rounds.find(id);
  if (!round) return no_such_round();
  return as_it_counts(node, *round);
}

void add_step(journal::Batch& batch, std::string_view round, const Caller& caller, Time now, decltype(judgement::Step::what) what) {
  batch.add(journal::Kind::round, judgement::encode({std::string(round), caller.person, now, std::move(what)}), {{round_key(round), std::to_string(batch.next())}});
}

Result<void> check_invited(const Round& round, const Caller& caller, std::string_view agency) {
  const auto& invited = round.asked.invited;
  if (std::find(invited.begin(), invited.end(), agency) == invited.end())
    return fail(Code::invalid, fmt::format("{} is not invited to this round", agency), "agency");
  if (agency != caller.agency && agency != caller.party) return fail(Code::forbidden, fmt::format("people of {} act for it", agency));
  return {};
}

tl::unexpected<Error> wrong_part(Part part, std::string_view what) {
  const std::string_view why = part == Part::commit         ? "the first commitments are still open, and every judgement is sealed"
                               : part == Part::reveal       ? "the first judgements are being revealed"
                               : part == Part::discussion   ? "the first judgements are being discussed"
                               : part == Part::second_commit ? "the second commitments are still open, and their judgements are sealed"
                               : part == Part::second_reveal ? "the second judgements are being revealed"
                                                             : "the round is over";
  return fail(Code::precondition, fmt::format("{}: {}", what, why));
}

std::string fresh(Node& node, const char* type) { return std::string(type) + "--" + random_uuid(node.random()); }

// What an object of a round is made of besides its contents. Milliseconds: what its text can say.
judgement::Made made(Node& node, const char* type, std::string_view marking) {
  const Time now = node.clock().now();
  return {fresh(node, type), {now.us - now.us % 1000}, std::string(marking)};
}

// Adds an object that must stand for the step to stand.
Result<Submitted> add_object(Intake& intake, const Prepared& prepared) {
  TRY(Submitted one, intake.add(prepared));
  if (!one.accepted) return fail(Code::invalid, one.message);
  return one;
}

// What an author should know of what it shared: the remark on its marking, and what a reader cannot turn back into a likelihood. Said once it is shared, and nothing waits for it.
std::string remark_of(std::string marking, std::string_view text, std::string_view yardstick, std::string_view agency) {
  const judgement::Yardsticks& all = judgement::shipped();
  const auto found = judgement::lint(text, all, yardstick.empty() ? all.of(agency) : all.find(yardstick));
  if (!found) return marking;
  const auto add = [&](const std::string& words) { marking += (marking.empty() ? "" : "; ") + words; };
  for (std::size_t i = 0; i < found->size() && i < kMostFindings; ++i) {
    const judgement::Finding& one = (*found)[i];
    add(fmt::format("{}:{}: {}: {} [{}]", one.line, one.column, one.quote, one.rule->says, one.rule->id));
  }
  if (found->size() > kMostFindings) add(fmt::format("and {} more (comity judgement lint)", found->size() - kMostFindings));
  return marking;
}

// ---- Opening -------------------------------------------------------------------------------------------------------

Result<void> check_text(std::string_view text, std::size_t most, const char* where, bool needed = true) {
  if (needed && text.find_first_not_of(" \t\r\n") == std::string_view::npos) return fail(Code::invalid, "this is missing", where);
  if (text.size() > most) return fail(Code::invalid, fmt::format("at most {} bytes", most), where);
  return {};
}

Result<void> check_schedule(const judgement::Schedule& schedule, Time resolves, Time now) {
  const std::pair<const char*, Time> instants[] = {{"/schedule/commit_until", schedule.commit_until}, {"/schedule/reveal_until", schedule.reveal_until},
                                                   {"/schedule/discuss_until", schedule.discuss_until}, {"/schedule/second_commit_until", schedule.second_commit_until},
                                                   {"/schedule/second_reveal_until", schedule.second_reveal_until}};
  Time before = now;
  for (const auto& [where, at] : instants) {
    if (at <= before) return fail(Code::invalid, before == now ? "this has passed; give a time to come" : "this is not after the part before it", where);
    before = at;
  }
  if (resolves <= schedule.second_commit_until) return fail(Code::invalid, "a judgement of what is known already is none: the question resolves after the second commitments", "/resolves");
  return {};
}

Result<void> check_question(const Node& node, const judgement::Question& question, Time now) {
  TRY_VOID(check_text(question.title, kLongestTitle, "/title"));
  TRY_VOID(check_text(question.text, kLongestText, "/question"));
  TRY_VOID(check_text(question.criteria, kLongestText, "/criteria"));
  const auto& invited = question.asked.invited;
  if (invited.empty() || invited.size() > judgement::kMostInvited) return fail(Code::invalid, fmt::format("invite 1 to {} agencies", judgement::kMostInvited), "/invited");
  const alliance::Directory& directory = node.policy.world().directory();
  for (const std::string& one : invited)
    if (!directory.agencies.contains(one) && !directory.parties.contains(one)) return fail(Code::invalid, fmt::format("there is no agency {}", one), "/invited");
  if (question.about.size() > kMostAbout) return fail(Code::invalid, fmt::format("about at most {} objects", kMostAbout), "/about");
  return check_schedule(question.asked.schedule, question.asked.resolves, now);
}

// Somebody of it gets the question. A view that is not kept is a replay of a whole feed: the first reader ends the look.
bool has_reader(Node& node, const Round& round, std::string_view invited) {
  const auto& people = node.policy.world().directory().people;
  return std::any_of(people.begin(), people.end(), [&](const auto& one) {
    const std::string& person = one.first;
    return (marking::agency_of(person) == invited || marking::party_of(person) == invited) &&
           node.views().with(shelf::Reader{person, {}, marking::Action::copy}, [&](const shelf::View& view) { return gets_question(node, view, round); });
  });
}

// Invited, and nobody of them gets the question. The state is held for one of them at a time, so that what is recorded meanwhile does not wait for 64.
std::vector<std::string> without_readers(Node& node, std::string_view id, const std::vector<std::string>& invited) {
  std::vector<std::string> out;
  for (const std::string& one : invited) {
    std::shared_lock state(node.journal().state());
    const Round* round = node.rounds.find(id);
    if (round && !has_reader(node, *round, one)) out.push_back(one);
  }
  return out;
}

}  // namespace

Result<OpenedRound> open_round(Node& node, const Caller& caller, const RoundWish& wish) {
  TRY_VOID(settle_clock(node));
  TRY_VOID(judgement::check_marking(wish.marking));
  judgement::Question question = wish.question;
  std::sort(question.asked.invited.begin(), question.asked.invited.end());
  question.asked.invited.erase(std::unique(question.asked.invited.begin(), question.asked.invited.end()), question.asked.invited.end());
  question.convenor = caller.agency;
  const judgement::Made grouping = made(node, "grouping", wish.marking);
  {
    std::shared_lock state(node.journal().state());
    TRY_VOID(need_submitter(node, caller));
    TRY_VOID(check_question(node, question, round_now(node)));
  }
  std::vector<std::unique_ptr<Prepared>> objects;
  if (question.about.empty()) {
    const judgement::Made agency = made(node, "identity", wish.marking);
    question.about.push_back(agency.id);
    objects.push_back(prepare_one(judgement::agency_text(agency, caller.agency)));
  }
  objects.push_back(prepare_one(judgement::question_text(grouping, question)));
  OpenedRound out;
  out.id = grouping.id;
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; try again");
    Intake intake(node, batch, caller.person, objects);
    Submitted last;
    for (const auto& one : objects) {
      TRY(last, add_object(intake, *one));
    }
    out.remark = last.message;
    question.asked.object = last.seq;
    add_step(batch, out.id, caller, round_now(node), question.asked);
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  out.cannot_read = without_readers(node, out.id, question.asked.invited);
  return out;
}

// ---- Committing ----------------------------------------------------------------------------------------------------

namespace {

// On time or late; or not at all.
Result<bool> takes_commitment(const Round& round, const judgement::Commitment& one, Time now) {
  const Part part = judgement::part_of(round, now);
  const Round::Stage& stage = round.stages[static_cast<std::size_t>(one.stage - 1)];
  if (round.resolution) return fail(Code::precondition, "the question is resolved; nothing is judged any more");
  if (stage.withheld.contains(one.agency)) return fail(Code::conflict, fmt::format("{} said that it withholds its judgement in this stage", one.agency));
  const auto before = stage.committed.find(one.agency);
  if (judgement::commits_in(part) == one.stage) {
    if (before != stage.committed.end() && one.issued <= before->second.commitment.issued)
      return fail(Code::conflict, "a commitment issued then or later is recorded; issue a new one", "/commitment/issued");
    return false;
  }
  if (judgement::reveals_in(part) == one.stage && before == stage.committed.end()) return true;
  if (judgement::reveals_in(part) == one.stage) return wrong_part(part, "the commitment that is recorded stands");
  return wrong_part(part, fmt::format("commitments for stage {} are not taken now", one.stage));
}

}  // namespace

Result<CommitOutcome> commit_judgement(Node& node, const Caller& caller, std::string_view id, std::string_view paper_json) {
  TRY_VOID(admit(node, caller, id));
  TRY(const agreement::Paper paper, agreement::parse_paper(judgement::kCommitment, paper_json));
  TRY(const judgement::Commitment one, judgement::parse_commitment(paper.text));
  if (one.round != id) return fail(Code::invalid, "this commitment is for another round", "/commitment/round");
  CommitOutcome out{one.agency, one.stage, false, false};
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY(const Round round, standing(node, batch, id));
    const Time now = round_now(node);
    TRY_VOID(check_invited(round, caller, one.agency));
    // As of its record, which may be later than the clock: by that it is judged again.
    TRY_VOID(agreement::check(judgement::kCommitment, paper, one.agency, node.policy.life(), std::max(now, batch.next_time())));
    if (one.issued.us > now.us + kAhead) return fail(Code::invalid, "the commitment was issued in the future; set the signer's clock right and sign a new one", "/commitment/issued");
    TRY(out.late, takes_commitment(round, one, now));
    out.replaced = round.stages[static_cast<std::size_t>(one.stage - 1)].committed.contains(one.agency);
    add_step(batch, id, caller, now, judgement::Commit{agreement::to_json(judgement::kCommitment, paper), out.late});
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return out;
}

Result<void> withhold_judgement(Node& node, const Caller& caller, std::string_view id, std::string_view agency) {
  TRY_VOID(admit(node, caller, id));
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY(const Round round, standing(node, batch, id));
    const Time now = round_now(node);
    TRY_VOID(check_invited(round, caller, agency));
    const Part part = judgement::part_of(round, now);
    const int number = std::max(judgement::commits_in(part), judgement::reveals_in(part));
    if (number == 0) return wrong_part(part, "there is nothing to withhold");
    const Round::Stage& stage = round.stages[static_cast<std::size_t>(number - 1)];
    if (stage.withheld.contains(std::string(agency))) return fail(Code::conflict, fmt::format("{} said so already", agency));
    if (stage.revealed.contains(std::string(agency))) return fail(Code::conflict, "the judgement is revealed; recall its note instead");
    add_step(batch, id, caller, now, judgement::Withhold{std::string(agency), number});
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return {};
}

// ---- Revealing -----------------------------------------------------------------------------------------------------

namespace {

// `written`: canonical_text of what was sent. `round`: as it counts.
Result<void> may_reveal(const Round& round, const judgement::Judgement& one, std::string_view written, Time now) {
  const Part part = judgement::part_of(round, now);
  if (judgement::reveals_in(part) != one.round) return wrong_part(part, fmt::format("judgements of stage {} are not revealed now", one.round));
  const Round::Stage& stage = round.stages[static_cast<std::size_t>(one.round - 1)];
  if (stage.revealed.contains(one.agency)) return fail(Code::conflict, "this judgement is revealed");
  if (stage.withheld.contains(one.agency)) return fail(Code::conflict, fmt::format("{} said that it withholds its judgement in this stage", one.agency));
  const auto found = stage.committed.find(one.agency);
  if (found == stage.committed.end()) return fail(Code::precondition, fmt::format("{} committed to nothing in this stage", one.agency));
  if (found->second.is_void) return fail(Code::precondition, "the key that signed the commitment is revoked, or what its signer was designated by: it counts no more");
  if (to_hex(crypto::view(judgement::commitment_to(written))) != found->second.commitment.sha256)
    return fail(Code::invalid, "this is not the judgement that was committed to; bring the file that the commitment was made from, as it was written", "/judgement");
  return {};
}

// Those of its sources that the author may read: they join the note's label.
std::vector<std::string> held_of(Node& node, const Caller& caller, const std::set<std::string>& sources) {
  std::vector<std::string> out;
  for (const std::string& id : sources)
    if (find_source(node, caller.person, {id, ""}, [&] {
          std::vector<std::uint32_t> things;
          for (const shelf::Thing thing : things_named(node, id)) things.push_back(thing.value);
          return things;
        }()))
      out.push_back(id);
  return out;
}

}  // namespace

Result<Shared> reveal_judgement(Node& node, const Caller& caller, std::string_view id, std::string_view judgement_json, std::string_view marking) {
  TRY_VOID(admit(node, caller, id));
  TRY(const judgement::Judgement one, judgement::parse_judgement(judgement_json));
  TRY(const std::string written, judgement::canonical_text(judgement_json));
  if (one.question != id) return fail(Code::invalid, "this judgement is of another round", "/judgement/question");
  TRY_VOID(judgement::check_marking(marking));
  const judgement::Made note = made(node, "note", marking);
  std::vector<std::unique_ptr<Prepared>> objects;
  {
    std::shared_lock state(node.journal().state());
    const Round* round = node.rounds.find(id);
    if (!round) return no_such_round();
    TRY_VOID(check_invited(*round, caller, one.agency));
    TRY_VOID(may_reveal(as_it_counts(node, *round), one, written, round_now(node)));
    objects.push_back(prepare_one(judgement::judgement_text(note, one, held_of(node, caller, one.sources), written)));
  }
  Shared out{note.id, {}};
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY(const Round round, standing(node, batch, id));
    const Time now = round_now(node);
    TRY_VOID(may_reveal(round, one, written, now));
    Intake intake(node, batch, caller.person, objects);
    TRY(const Submitted added, add_object(intake, *objects.front()));
    out.remark = added.message;
    add_step(batch, id, caller, now, judgement::Reveal{one.agency, one.round, added.seq});
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  out.remark = remark_of(std::move(out.remark), one.rationale, one.yardstick, one.agency);
  return out;
}

// ---- Discussion ----------------------------------------------------------------------------------------------------

namespace {

// The note is one of the round, and the caller gets it.
Result<void> check_answered(Node& node, const Caller& caller, const Round& round, std::string_view answered) {
  std::set<Seq> notes;
  for (const auto& stage : round.stages)
    for (const auto& [agency, one] : stage.revealed) notes.insert(one.object);
  for (const auto& one : round.discussion) notes.insert(one.object);
  return find_named(node, caller, answered, "", "",
                    [&](std::uint32_t row) {
                      const bool of_round = notes.contains(node.shelf.row(row).seq);
                      return node.views().with(shelf::Reader{caller.person, caller.purpose, marking::Action::copy},
                                               [&](const shelf::View& view) { return view.visible(row) && of_round; });
                    })
      .map([](const Named&) {});
}

}  // namespace

Result<Shared> discuss_round(Node& node, const Caller& caller, std::string_view id, std::string_view text, std::string_view answers, std::string_view marking) {
  TRY_VOID(admit(node, caller, id));
  TRY_VOID(check_text(text, kLongestText, "/text"));
  TRY_VOID(judgement::check_marking(marking));
  const judgement::Made note = made(node, "note", marking);
  std::vector<std::unique_ptr<Prepared>> objects;
  objects.push_back(prepare_one(judgement::discussion_text(note, {caller.agency, std::string(id), std::string(answers), std::string(text)})));
  if (!answers.empty()) {
    std::shared_lock state(node.journal().state());
    const Round* round = node.rounds.find(id);
    if (!round) return no_such_round();
    TRY_VOID(check_answered(node, caller, *round, answers));
  }
  Shared out{note.id, {}};
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY(const Round round, standing(node, batch, id));
    const Time now = round_now(node);
    if (const Part part = judgement::part_of(round, now); part < Part::discussion) return wrong_part(part, "discussion comes after the first judgements");
    if (round.discussion.size() >= judgement::kMostNotes) return fail(Code::too_many, fmt::format("a round has at most {} notes", judgement::kMostNotes));
    Intake intake(node, batch, caller.person, objects);
    TRY(const Submitted added, add_object(intake, *objects.front()));
    out.remark = added.message;
    add_step(batch, id, caller, now, judgement::Discuss{added.seq});
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  out.remark = remark_of(std::move(out.remark), text, "", caller.agency);
  return out;
}

// ---- The convenor's ------------------------------------------------------------------------------------------------

namespace {

// Everybody who gets the question reads it, whatever they are released besides: what needs a marking has no place in it.
Result<void> check_unmarked(std::string_view text, const char* where) {
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (static_cast<std::size_t>(characters) > kLongestReason)
    return fail(Code::invalid, fmt::format("at most {} characters: everybody who gets the question reads it. Say more in a note of the discussion, which is marked", kLongestReason), where);
  return {};
}

Result<void> check_convenor(const Round& round, const Caller& caller) {
  if (marking::party_of(round.convenor) != caller.party) return fail(Code::forbidden, fmt::format("this is for {}, whose agency convened the round", marking::party_of(round.convenor)));
  return {};
}

}  // namespace

Result<void> close_discussion(Node& node, const Caller& caller, std::string_view id) {
  TRY_VOID(admit(node, caller, id));
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY(const Round round, standing(node, batch, id));
    const Time now = round_now(node);
    TRY_VOID(check_convenor(round, caller));
    if (const Part part = judgement::part_of(round, now); part != Part::discussion) return wrong_part(part, "there is no discussion to close");
    add_step(batch, id, caller, now, judgement::Close{});
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return {};
}

Result<void> resolve_round(Node& node, const Caller& caller, std::string_view id, const judgement::Resolve& resolution) {
  TRY_VOID(admit(node, caller, id));
  if (resolution.outcome != "yes" && resolution.outcome != "no" && resolution.outcome != "void") return fail(Code::invalid, "the outcome is yes, no or void", "/outcome");
  TRY_VOID(check_text(resolution.reason, kLongestText, "/reason"));
  TRY_VOID(check_unmarked(resolution.reason, "/reason"));
  TRY_VOID(check_unmarked(resolution.source, "/source"));
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY(const Round round, standing(node, batch, id));
    const Time now = round_now(node);
    TRY_VOID(check_convenor(round, caller));
    if (resolution.outcome != "void" && !judgement::opened_up(round, 1, now))
      return fail(Code::precondition, "the first judgements are still sealed: a round is resolved after them, or is void");
    add_step(batch, id, caller, now, resolution);
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return {};
}

}  // namespace comity::operations
