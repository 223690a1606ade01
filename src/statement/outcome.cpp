#include "statement/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <vector>

namespace comity::statement {
namespace {

struct StandName {
  Stand stand;
  std::string_view key, name;
};
constexpr std::array<StandName, 8> kStands{{{Stand::none, "none", "no answer"},
                                            {Stand::signed_, "signed", "signed"},
                                            {Stand::reserved, "reserved", "signed with reservations"},
                                            {Stand::silent, "silent", "agreed by silence"},
                                            {Stand::abstained, "abstained", "abstained"},
                                            {Stand::declined, "declined", "declined"},
                                            {Stand::broke_silence, "broke-silence", "broke the silence"},
                                            {Stand::withdrew, "withdrew", "withdrew"}}};

Stand stand_after(const Cast& cast) {
  switch (cast.deed) {
    case Deed::sign: return cast.reserved ? Stand::reserved : Stand::signed_;
    case Deed::abstain: return Stand::abstained;
    case Deed::decline: return Stand::declined;
    case Deed::break_silence: return Stand::broke_silence;
    case Deed::withdraw: return Stand::withdrew;
  }
  return Stand::none;
}

bool may_follow_adoption(Deed deed, Stand stand) {
  return deed == Deed::sign || (agrees(stand) ? deed == Deed::withdraw : deed == Deed::abstain || deed == Deed::decline);
}

// The statement's life, instant by instant.
class Course {
 public:
  Course(const Document& document, const Ground& ground) : document_(document), ground_(ground), closed_(ground.closed) {
    for (const auto& party : document.invited) out_.parties[party];
    if (document.silence && *document.silence > ground.proposed) silence_ = document.silence;
  }
  void at(Time now, std::span<const Cast> casts) {
    if (silence_ && now == *silence_) end_of_silence(now);
    const bool after = out_.adopted_at.has_value();
    for (const Cast& cast : casts) take(cast, after);
    judge(now);
  }
  Outcome result(Time now) && {
    count();
    if (closed_ && now >= *closed_ && !out_.adopted_at) out_.state = State::closed;
    else if (out_.adopted_at) out_.state = State::adopted;
    else if (document_.opens && now < *document_.opens) out_.state = State::draft;
    else if (document_.closes && now >= *document_.closes) out_.state = State::failed;
    else if (silence_ && now < *silence_) out_.state = State::silence;
    else out_.state = State::open;
    if (out_.state == State::silence) out_.silence_broken = broken();
    return std::move(out_);
  }

 private:
  bool ended(Time now) const { return (closed_ && now >= *closed_) || (document_.closes && now >= *document_.closes); }
  bool opened(Time now) const { return !document_.opens || now >= *document_.opens; }
  static bool breaks(Stand stand) { return stand == Stand::broke_silence || stand == Stand::declined; }
  bool broken() const {
    return std::any_of(out_.parties.begin(), out_.parties.end(), [&](const auto& one) {
      const auto objected = void_objections_.find(one.first);
      // A void objection stands against silence until its party says something later that counts.
      return breaks(one.second.stand) || (objected != void_objections_.end() && one.second.issued <= objected->second);
    });
  }
  bool kept_silent(const std::string& party, Stand stand) const {
    const auto told = ground_.told.find(party);
    const bool did_nothing = stand == Stand::none || (stand == Stand::withdrew && took_back_objection_.contains(party));
    return did_nothing && !with_void_.contains(party) && told != ground_.told.end() && told->second < *silence_;
  }
  void end_of_silence(Time now) {
    if (out_.adopted_at || ended_before(now)) return;
    out_.silence_broken = broken();
    if (out_.silence_broken) return;
    for (auto& [party, standing] : out_.parties)
      if (kept_silent(party, standing.stand)) standing = {Stand::silent, now, standing.issued, false};
  }
  bool ended_before(Time now) const { return (closed_ && now >= *closed_) || (document_.closes && now > *document_.closes); }
  void take(const Cast& cast, bool adopted) {
    const auto found = out_.parties.find(cast.party);
    if (found == out_.parties.end() || !opened(cast.recorded)) return;
    Standing& standing = found->second;
    if (cast.is_void) return remember_void(cast);
    if (cast.issued <= standing.issued) return;
    if (adopted) {
      // Accession and late answers of who had not agreed, and the withdrawal of who had: they are shown, and do not undo what was adopted.
      if (!may_follow_adoption(cast.deed, standing.stand)) return;
    } else if (ended(cast.recorded)) {
      return;
    }
    if (cast.deed == Deed::break_silence && !(silence_ && cast.recorded < *silence_)) return;
    if (cast.deed == Deed::withdraw && standing.stand == Stand::none) return;
    // Who takes a signature back has answered, and does not agree; who takes an objection back is as silent as before.
    if (cast.deed == Deed::withdraw && breaks(standing.stand)) took_back_objection_.insert(cast.party);
    else if (cast.deed != Deed::withdraw) took_back_objection_.erase(cast.party);
    standing = {stand_after(cast), cast.recorded, cast.issued, adopted};
  }
  // The party, or a thief, said something: that is no silence, and what was an objection is not turned into consent.
  void remember_void(const Cast& cast) {
    with_void_.insert(cast.party);
    if (cast.deed != Deed::decline && cast.deed != Deed::break_silence) return;
    Time& issued = void_objections_.emplace(cast.party, cast.issued).first->second;
    issued = std::max(issued, cast.issued);
  }
  void count() {
    out_.agreed = static_cast<std::size_t>(std::count_if(out_.parties.begin(), out_.parties.end(), [](const auto& one) { return agrees(one.second.stand); }));
    out_.quorum = out_.agreed >= document_.least && std::all_of(document_.including.begin(), document_.including.end(),
                                                                [&](const auto& party) { return agrees(out_.parties.at(party).stand); });
  }
  void judge(Time now) {
    if (out_.adopted_at || ended_before(now) || !opened(now)) return;
    count();
    // While silence may still be broken, only a statement that everybody signed need not wait.
    const bool waits = silence_ && now < *silence_ && out_.agreed < document_.invited.size();
    if (out_.quorum && !waits) out_.adopted_at = now;
  }

  const Document& document_;
  const Ground& ground_;
  std::optional<Time> closed_, silence_;
  std::set<std::string> with_void_, took_back_objection_;
  std::map<std::string, Time> void_objections_;  // by party: when the last was issued
  Outcome out_;
};

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::draft: return "draft";
    case State::open: return "open";
    case State::silence: return "silence";
    case State::adopted: return "adopted";
    case State::failed: return "failed";
    case State::closed: return "closed";
  }
  return "";
}

std::string_view name_of(Stand stand) { return kStands[static_cast<std::size_t>(stand)].name; }
std::string_view key_of(Stand stand) { return kStands[static_cast<std::size_t>(stand)].key; }
std::optional<Stand> stand_of(std::string_view key) {
  for (const auto& one : kStands)
    if (one.key == key) return one.stand;
  return std::nullopt;
}
bool agrees(Stand stand) { return stand == Stand::signed_ || stand == Stand::reserved || stand == Stand::silent; }

Outcome outcome_of(const Document& document, std::span<const Cast> positions, const Ground& ground, Time now) {
  std::vector<Cast> casts;
  for (const Cast& one : positions)
    if (one.recorded <= now) casts.push_back(one);
  // Of what was recorded at the same instant the later issued stands, however they are given.
  const auto key = [](const Cast& one) { return std::tie(one.recorded, one.issued, one.party, one.deed, one.reserved, one.is_void); };
  std::sort(casts.begin(), casts.end(), [&](const Cast& a, const Cast& b) { return key(a) < key(b); });
  std::set<Time> instants;
  for (const Cast& one : casts) instants.insert(one.recorded);
  if (document.silence && *document.silence <= now) instants.insert(*document.silence);
  Course course(document, ground);
  auto next = casts.begin();
  for (const Time at : instants) {
    const auto first = next;
    while (next != casts.end() && next->recorded == at) ++next;
    course.at(at, std::span(first, next));
  }
  return std::move(course).result(now);
}

Result<void> may_take(const Document& document, const Outcome& outcome, const Position& position, Time now) {
  const auto found = outcome.parties.find(position.party);
  if (found == outcome.parties.end()) return fail(Code::forbidden, fmt::format("{} is not invited to this statement", position.party));
  const Standing& standing = found->second;
  if (outcome.state == State::draft) return fail(Code::precondition, fmt::format("the statement opens at {}", format_time(*document.opens)));
  if (outcome.state == State::closed || outcome.state == State::failed) return fail(Code::precondition, "the statement is closed: it takes no position any more");
  if (position.issued > Time{now.us + 10ll * 60 * 1'000'000}) return fail(Code::invalid, "this position was issued in the future; set the signer's clock", "/issued");
  if (position.issued <= standing.issued) return fail(Code::conflict, fmt::format("a position of {} that was issued then or later is recorded already", position.party));
  if (position.deed == Deed::break_silence && !(document.silence && now < *document.silence))
    return fail(Code::precondition, "no time of silence runs: decline, or abstain, instead");
  if (position.deed == Deed::withdraw && (standing.stand == Stand::none || (outcome.adopted_at && !agrees(standing.stand))))
    return fail(Code::precondition, fmt::format("{} has nothing to withdraw", position.party));
  if (outcome.adopted_at && !may_follow_adoption(position.deed, standing.stand))
    return fail(Code::precondition, fmt::format("the statement is adopted, and {} agreed: it may withdraw, which is shown and undoes nothing", position.party));
  return {};
}

}  // namespace comity::statement
