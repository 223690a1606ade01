#include "statement/outcome.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

namespace comity::statement {
namespace {

Time at(std::string_view text) { return parse_time(text).value(); }

Document document(std::set<std::string> invited = {"AUS", "JPN", "NZL"}) {
  Document out;
  out.id = "NZL-x";
  out.convenor = "NZL";
  out.invited = std::move(invited);
  out.least = out.invited.size();
  out.paragraphs = {{"p1", "EXERCISE"}};
  return out;
}
Cast cast(const char* party, Deed deed, const char* when, bool reserved = false) { return {party, deed, reserved, at(when), at(when)}; }
// Everybody was told on the first day.
Ground told(std::set<std::string> parties = {"AUS", "JPN", "NZL"}) {
  Ground out;
  for (const auto& party : parties) out.told[party] = at("2026-01-01");
  return out;
}
Ground closed(const char* when) {
  Ground out;
  out.closed = at(when);
  return out;
}
Cast voided(Cast cast) {
  cast.is_void = true;
  return cast;
}
Stand stand(const Outcome& outcome, const char* party) { return outcome.parties.at(party).stand; }

TEST(Outcome, it_is_adopted_with_the_last_signature_that_is_needed) {
  Document one = document();
  one.least = 2;
  one.including = {"JPN"};
  const std::vector<Cast> casts{cast("NZL", Deed::sign, "2026-01-02"), cast("AUS", Deed::sign, "2026-01-03"), cast("JPN", Deed::sign, "2026-01-04", true)};
  EXPECT_EQ(outcome_of(one, casts, told(), at("2026-01-03")).state, State::open) << "two agree, and Japan is not among them";
  const Outcome outcome = outcome_of(one, casts, told(), at("2026-01-04"));
  EXPECT_EQ(outcome.state, State::adopted);
  EXPECT_EQ(outcome.adopted_at, at("2026-01-04"));
  EXPECT_EQ(stand(outcome, "JPN"), Stand::reserved);
  EXPECT_EQ(outcome.agreed, 3u);
}

TEST(Outcome, it_opens_and_closes_by_its_dates_and_by_the_convenor) {
  Document one = document();
  one.opens = at("2026-01-10");
  one.closes = at("2026-01-20");
  const std::vector<Cast> early{cast("NZL", Deed::sign, "2026-01-09"), cast("AUS", Deed::sign, "2026-01-11"), cast("JPN", Deed::sign, "2026-01-20")};
  EXPECT_EQ(outcome_of(one, early, {}, at("2026-01-09")).state, State::draft);
  const Outcome outcome = outcome_of(one, early, {}, at("2026-01-21"));
  EXPECT_EQ(outcome.state, State::failed);
  EXPECT_EQ(stand(outcome, "NZL"), Stand::none) << "before it opened";
  EXPECT_EQ(stand(outcome, "AUS"), Stand::signed_);
  EXPECT_EQ(stand(outcome, "JPN"), Stand::none) << "when it had closed";
  EXPECT_EQ(outcome_of(one, early, closed("2026-01-12"), at("2026-01-13")).state, State::closed);
  EXPECT_EQ(outcome_of(one, early, closed("2026-01-12"), at("2026-01-11")).state, State::open);
}

TEST(Outcome, who_keeps_silent_agrees_and_is_shown_apart_from_who_signed) {
  Document one = document();
  one.silence = at("2026-01-10");
  const std::vector<Cast> casts{cast("NZL", Deed::sign, "2026-01-02")};
  EXPECT_EQ(outcome_of(one, casts, told(), at("2026-01-09")).state, State::silence);
  const Outcome outcome = outcome_of(one, casts, told(), at("2026-01-10"));
  EXPECT_EQ(outcome.state, State::adopted);
  EXPECT_EQ(outcome.adopted_at, at("2026-01-10"));
  EXPECT_EQ(stand(outcome, "NZL"), Stand::signed_);
  EXPECT_EQ(stand(outcome, "JPN"), Stand::silent);
  EXPECT_EQ(key_of(stand(outcome, "AUS")), "silent");
}

TEST(Outcome, broken_silence_yields_nothing_and_signatures_alone_count_then) {
  Document one = document();
  one.silence = at("2026-01-10");
  std::vector<Cast> casts{cast("NZL", Deed::sign, "2026-01-02"), cast("JPN", Deed::break_silence, "2026-01-03")};
  Outcome outcome = outcome_of(one, casts, told(), at("2026-01-11"));
  EXPECT_EQ(outcome.state, State::open);
  EXPECT_TRUE(outcome.silence_broken);
  EXPECT_EQ(stand(outcome, "AUS"), Stand::none);
  casts.push_back(cast("AUS", Deed::sign, "2026-01-12"));
  casts.push_back(cast("JPN", Deed::sign, "2026-01-13"));
  outcome = outcome_of(one, casts, told(), at("2026-01-14"));
  EXPECT_EQ(outcome.state, State::adopted);
  EXPECT_EQ(outcome.adopted_at, at("2026-01-13"));
  // Whoever thinks better of it in time has not broken it; and after the time nobody can.
  casts = {cast("JPN", Deed::break_silence, "2026-01-03"), cast("JPN", Deed::sign, "2026-01-04")};
  EXPECT_EQ(outcome_of(one, casts, told(), at("2026-01-11")).state, State::adopted);
  casts = {cast("JPN", Deed::break_silence, "2026-01-10")};
  EXPECT_EQ(stand(outcome_of(one, casts, told(), at("2026-01-11")), "JPN"), Stand::silent);
}

TEST(Outcome, an_abstention_neither_breaks_silence_nor_agrees) {
  Document one = document();
  one.silence = at("2026-01-10");
  const std::vector<Cast> casts{cast("JPN", Deed::abstain, "2026-01-03")};
  EXPECT_EQ(outcome_of(one, casts, told(), at("2026-01-11")).state, State::open) << "all have to agree";
  one.least = 2;
  const Outcome outcome = outcome_of(one, casts, told(), at("2026-01-11"));
  EXPECT_EQ(outcome.state, State::adopted);
  EXPECT_EQ(stand(outcome, "JPN"), Stand::abstained);
}

TEST(Outcome, while_silence_runs_only_the_signatures_of_all_need_not_wait) {
  Document one = document();
  one.silence = at("2026-01-10");
  one.least = 2;
  std::vector<Cast> casts{cast("NZL", Deed::sign, "2026-01-02"), cast("AUS", Deed::sign, "2026-01-03")};
  EXPECT_EQ(outcome_of(one, casts, told(), at("2026-01-05")).state, State::silence);
  casts.push_back(cast("JPN", Deed::sign, "2026-01-04"));
  EXPECT_EQ(outcome_of(one, casts, told(), at("2026-01-05")).state, State::adopted);
}

TEST(Outcome, later_positions_replace_earlier_ones_until_it_is_adopted) {
  Document one = document();
  std::vector<Cast> casts{cast("NZL", Deed::decline, "2026-01-02"), cast("NZL", Deed::sign, "2026-01-03")};
  EXPECT_EQ(stand(outcome_of(one, casts, told(), at("2026-01-05")), "NZL"), Stand::signed_);
  casts[1].issued = at("2026-01-01");  // signed before, and recorded after
  EXPECT_EQ(stand(outcome_of(one, casts, told(), at("2026-01-05")), "NZL"), Stand::declined);
  one.least = 2;
  casts = {cast("NZL", Deed::sign, "2026-01-02"), cast("AUS", Deed::sign, "2026-01-03"), cast("JPN", Deed::sign, "2026-01-04"), cast("AUS", Deed::withdraw, "2026-01-05"),
           cast("NZL", Deed::decline, "2026-01-06")};
  const Outcome outcome = outcome_of(one, casts, told(), at("2026-01-07"));
  EXPECT_EQ(outcome.state, State::adopted) << "what was adopted stays adopted";
  EXPECT_TRUE(outcome.parties.at("JPN").afterwards) << "an accession";
  EXPECT_EQ(stand(outcome, "AUS"), Stand::withdrew);
  EXPECT_EQ(stand(outcome, "NZL"), Stand::signed_) << "who signed what was adopted withdraws, and declines no more";
}

TEST(Outcome, may_take_says_why_not) {
  Document one = document();
  one.opens = at("2026-01-10");
  one.closes = at("2026-01-20");
  const auto code = [&](const char* party, Deed deed, const char* when, std::vector<Cast> before = {}) {
    Position position;
    position.party = party;
    position.deed = deed;
    position.issued = at(when);
    const auto done = may_take(one, outcome_of(one, before, told(), at(when)), position, at(when));
    return done ? std::string_view("taken") : name_of(done.error().code);
  };
  EXPECT_EQ(code("NZL", Deed::sign, "2026-01-09"), "precondition");
  EXPECT_EQ(code("NZL", Deed::sign, "2026-01-11"), "taken");
  EXPECT_EQ(code("FRA", Deed::sign, "2026-01-11"), "forbidden");
  EXPECT_EQ(code("NZL", Deed::break_silence, "2026-01-11"), "precondition");
  EXPECT_EQ(code("NZL", Deed::withdraw, "2026-01-11"), "precondition");
  EXPECT_EQ(code("NZL", Deed::sign, "2026-01-21"), "precondition");
  EXPECT_EQ(code("NZL", Deed::sign, "2026-01-11", {cast("NZL", Deed::abstain, "2026-01-11")}), "conflict");
}

TEST(Outcome, a_silence_that_was_over_when_the_text_came_makes_nobody_agree) {
  Document one = document();
  one.silence = at("2026-01-10");
  Ground ground = told();
  ground.proposed = at("2026-01-10");
  const Outcome outcome = outcome_of(one, {}, ground, at("2026-01-11"));
  EXPECT_EQ(outcome.state, State::open);
  EXPECT_EQ(stand(outcome, "JPN"), Stand::none);
}

TEST(Outcome, who_was_not_told_in_time_did_not_keep_silent) {
  Document one = document();
  one.silence = at("2026-01-10");
  Ground ground = told({"AUS", "NZL"});
  EXPECT_EQ(outcome_of(one, {}, ground, at("2026-01-11")).state, State::open);
  ground.told["JPN"] = at("2026-01-10");
  const Outcome outcome = outcome_of(one, {}, ground, at("2026-01-11"));
  EXPECT_EQ(stand(outcome, "JPN"), Stand::none);
  EXPECT_EQ(stand(outcome, "AUS"), Stand::silent);
}

TEST(Outcome, who_takes_a_signature_back_does_not_agree_by_silence) {
  Document one = document();
  one.silence = at("2026-01-10");
  std::vector<Cast> casts{cast("JPN", Deed::sign, "2026-01-02"), cast("JPN", Deed::withdraw, "2026-01-03")};
  EXPECT_EQ(stand(outcome_of(one, casts, told(), at("2026-01-11")), "JPN"), Stand::withdrew);
  casts = {cast("JPN", Deed::abstain, "2026-01-02"), cast("JPN", Deed::withdraw, "2026-01-03")};
  EXPECT_EQ(stand(outcome_of(one, casts, told(), at("2026-01-11")), "JPN"), Stand::withdrew);
  for (const Deed objection : {Deed::decline, Deed::break_silence}) {
    casts = {cast("JPN", objection, "2026-01-02"), cast("JPN", Deed::withdraw, "2026-01-03")};
    EXPECT_EQ(stand(outcome_of(one, casts, told(), at("2026-01-11")), "JPN"), Stand::silent);
  }
}

TEST(Outcome, what_is_void_makes_nobody_agree) {
  Document one = document();
  one.silence = at("2026-01-10");
  std::vector<Cast> casts{voided(cast("JPN", Deed::break_silence, "2026-01-02"))};
  EXPECT_EQ(outcome_of(one, casts, told(), at("2026-01-09")).silence_broken, true);
  Outcome outcome = outcome_of(one, casts, told(), at("2026-01-11"));
  EXPECT_EQ(outcome.state, State::open);
  EXPECT_EQ(stand(outcome, "AUS"), Stand::none);
  casts.push_back(cast("JPN", Deed::sign, "2026-01-03"));
  EXPECT_EQ(outcome_of(one, casts, told(), at("2026-01-11")).state, State::adopted) << "it says something later that counts";
  casts = {voided(cast("JPN", Deed::sign, "2026-01-02"))};
  outcome = outcome_of(one, casts, told(), at("2026-01-11"));
  EXPECT_EQ(stand(outcome, "JPN"), Stand::none) << "it spoke, or a thief did: that is no silence";
  EXPECT_EQ(stand(outcome, "AUS"), Stand::silent);
}

// ---- What holds of every statement ----

const std::vector<std::string> kParties{"AUS", "CAN", "JPN", "NZL", "USA"};

Document any_document() {
  Document out = document({});
  for (const auto& party : kParties)
    if (party == "NZL" || *rc::gen::arbitrary<bool>()) out.invited.insert(party);
  out.least = *rc::gen::inRange<std::size_t>(1, out.invited.size() + 1);
  if (*rc::gen::arbitrary<bool>()) out.including = {*rc::gen::elementOf(out.invited)};
  if (*rc::gen::arbitrary<bool>()) out.silence = Time{*rc::gen::inRange(1, 20)};
  if (*rc::gen::arbitrary<bool>()) out.closes = Time{*rc::gen::inRange(20, 30)};
  return out;
}
// Also of versions that were recorded when their silence was over.
Ground any_ground() {
  Ground out;
  out.proposed = Time{*rc::gen::inRange(0, 10)};
  for (const auto& party : kParties)
    if (*rc::gen::arbitrary<bool>()) out.told[party] = Time{*rc::gen::inRange(0, 20)};
  return out;
}
std::vector<Cast> any_casts() {
  std::vector<Cast> out;
  for (int left = *rc::gen::inRange(0, 15); left > 0; --left)
    out.push_back({*rc::gen::elementOf(kParties), *rc::gen::element(Deed::sign, Deed::abstain, Deed::decline, Deed::break_silence, Deed::withdraw), *rc::gen::arbitrary<bool>(),
                   Time{*rc::gen::inRange(1, 12)}, Time{*rc::gen::inRange(1, 25)}});
  return out;
}
std::string in_words(const Outcome& outcome) {
  std::string out(name_of(outcome.state));
  out += outcome.silence_broken ? " broken" : "";
  if (outcome.adopted_at) out += " at " + std::to_string(outcome.adopted_at->us);
  for (const auto& [party, standing] : outcome.parties) out += " " + party + ":" + std::string(key_of(standing.stand));
  return out;
}

RC_GTEST_PROP(OutcomeProperty, the_order_in_which_positions_are_given_says_nothing, ()) {
  const Document one = any_document();
  const Ground ground = any_ground();
  std::vector<Cast> casts = any_casts();
  const std::string told_first = in_words(outcome_of(one, casts, ground, Time{25}));
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  std::shuffle(casts.begin(), casts.end(), random);
  RC_ASSERT(in_words(outcome_of(one, casts, ground, Time{25})) == told_first);
}

RC_GTEST_PROP(OutcomeProperty, who_is_not_invited_counts_for_nothing_and_did_nothing, ()) {
  const Document one = any_document();
  const Ground ground = any_ground();
  const std::vector<Cast> casts = any_casts();
  std::vector<Cast> invited;
  std::copy_if(casts.begin(), casts.end(), std::back_inserter(invited), [&](const Cast& cast) { return one.invited.contains(cast.party); });
  const Outcome all = outcome_of(one, casts, ground, Time{25});
  RC_ASSERT(in_words(all) == in_words(outcome_of(one, invited, ground, Time{25})));
  for (const auto& [party, standing] : all.parties) RC_ASSERT(one.invited.contains(party));
}

RC_GTEST_PROP(OutcomeProperty, a_further_signature_never_undoes_an_adoption, ()) {
  const Document one = any_document();
  const Ground ground = any_ground();
  std::vector<Cast> casts = any_casts();
  // Of a party that did nothing else: a later position of one that did would replace it.
  const std::string party = *rc::gen::elementOf(one.invited);
  std::erase_if(casts, [&](const Cast& cast) { return cast.party == party; });
  const bool without = outcome_of(one, casts, ground, Time{30}).adopted_at.has_value();
  casts.push_back({party, Deed::sign, false, Time{5}, Time{*rc::gen::inRange(1, 25)}});
  const bool with = outcome_of(one, casts, ground, Time{30}).adopted_at.has_value();
  RC_ASSERT(!without || with);
}

RC_GTEST_PROP(OutcomeProperty, who_spoke_with_a_key_that_was_revoked_or_was_not_told_in_time_is_not_silent, ()) {
  Document one = any_document();
  one.silence = Time{*rc::gen::inRange(1, 20)};
  const Ground ground = any_ground();
  std::vector<Cast> casts = any_casts();
  RC_PRE(!casts.empty());
  const Outcome before = outcome_of(one, casts, ground, Time{25});
  Cast& revoked = casts[*rc::gen::inRange<std::size_t>(0, casts.size())];
  revoked.is_void = true;
  const Outcome after = outcome_of(one, casts, ground, Time{25});
  const auto silent = [](const Outcome& outcome, const std::string& party) { return outcome.parties.at(party).stand == Stand::silent; };
  if (one.invited.contains(revoked.party) && revoked.recorded < *one.silence) RC_ASSERT(!silent(after, revoked.party));
  if (one.silence <= ground.proposed)
    for (const auto& party : one.invited) RC_ASSERT(!silent(before, party));
  for (const auto& party : one.invited)
    if (silent(after, party)) RC_ASSERT(ground.told.contains(party) && ground.told.at(party) < *one.silence);
}

RC_GTEST_PROP(OutcomeProperty, what_is_recorded_later_changes_nothing_of_what_was, ()) {
  const Document one = any_document();
  const Ground ground = any_ground();
  std::vector<Cast> casts = any_casts();
  const Time now{*rc::gen::inRange(1, 25)};
  const std::string before = in_words(outcome_of(one, casts, ground, now));
  std::erase_if(casts, [&](const Cast& cast) { return cast.recorded > now; });
  RC_ASSERT(in_words(outcome_of(one, casts, ground, now)) == before);
}

}  // namespace
}  // namespace comity::statement
