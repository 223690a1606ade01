// The engine against the reference evaluator for as long as one likes (tools/soak): random worlds, labels, grants, readers and times. It stops at the first
// difference, takes away from it whatever can go while it stays, and prints what is left. COMITY_SOAK_DECISIONS sets how many, COMITY_SOAK_SEED where to begin.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>

#include "marking/label.hpp"
#include "release/decide.hpp"
#include "tests/property/conversion.hpp"
#include "tests/property/worlds.hpp"

namespace comity {
namespace {

struct Asked {
  reference::World world;
  worlds::Question question;
};

// Nothing where both say the same.
std::string difference(const Asked& asked) {
  const worlds::Question& q = asked.question;
  const reference::Audience reader = reference::audience_of(asked.world, q.person, q.purpose, q.action, q.at);
  const reference::Verdict expected = reference::decide(q.label, q.grants, reader, asked.world, q.at);
  const release::World world(std::make_shared<alliance::Directory>(conversion::directory(asked.world)), conversion::pacts(asked.world.agreements), {}, Time{q.at});
  const marking::Label label = conversion::label(q.label);
  const release::Audience audience = conversion::audience(reader);
  const release::Grants grants = conversion::grants(q.grants, reader.party);
  const auto found = release::explain(world, label, audience, grants);
  if (found.permit == expected.permit && found.clause == expected.clause) return {};
  return "the engine: " + std::string(found.permit ? "permit " : "deny ") + found.clause + "; the reference: " + (expected.permit ? "permit " : "deny ") + expected.clause;
}

// Everything of which one could be taken away.
template <class List>
void each_without(Asked& asked, const std::function<List&(Asked&)>& list, std::vector<Asked>& out) {
  for (std::size_t i = 0; i < list(asked).size(); ++i) {
    Asked less = asked;
    List& from = list(less);
    from.erase(std::next(from.begin(), static_cast<long>(i)));
    out.push_back(std::move(less));
  }
}

std::vector<Asked> smaller(Asked& asked) {
  using namespace reference;
  std::vector<Asked> out;
  each_without<std::vector<Agreement>>(asked, [](Asked& a) -> auto& { return a.world.agreements; }, out);
  each_without<std::vector<PartySuspension>>(asked, [](Asked& a) -> auto& { return a.world.suspensions; }, out);
  each_without<std::map<std::string, std::vector<Spell>>>(asked, [](Asked& a) -> auto& { return a.world.communities; }, out);
  each_without<std::vector<Consent>>(asked, [](Asked& a) -> auto& { return a.question.grants.consents; }, out);
  each_without<std::vector<Held>>(asked, [](Asked& a) -> auto& { return a.question.grants.held; }, out);
  each_without<std::set<std::string>>(asked, [](Asked& a) -> auto& { return a.question.label.originators; }, out);
  each_without<std::set<Owned>>(asked, [](Asked& a) -> auto& { return a.question.label.compartments; }, out);
  each_without<std::set<Owned>>(asked, [](Asked& a) -> auto& { return a.question.label.restricting; }, out);
  each_without<std::set<Owned>>(asked, [](Asked& a) -> auto& { return a.question.label.permitting; }, out);
  each_without<std::set<Words>>(asked, [](Asked& a) -> auto& { return a.question.label.topics; }, out);
  each_without<std::map<std::string, std::set<Word>>>(asked, [](Asked& a) -> auto& { return a.question.label.levels; }, out);
  for (std::size_t g = 0; g < asked.world.agreements.size(); ++g) {
    each_without<std::vector<Row>>(asked, [g](Asked& a) -> auto& { return a.world.agreements[g].rows; }, out);
    each_without<std::vector<Spell>>(asked, [g](Asked& a) -> auto& { return a.world.agreements[g].parties; }, out);
    each_without<std::vector<DirectionSuspension>>(asked, [g](Asked& a) -> auto& { return a.world.agreements[g].suspensions; }, out);
    each_without<std::set<std::string>>(asked, [g](Asked& a) -> auto& { return a.world.agreements[g].controls; }, out);
  }
  for (const auto& [id, person] : asked.world.clearances)
    if (id != asked.question.person) {
      Asked less = asked;
      less.world.clearances.erase(id);
      out.push_back(std::move(less));
    }
  return out;
}

std::string described(const Asked& asked) {
  const worlds::Question& q = asked.question;
  std::string out = difference(asked) + "\nperson " + q.person + ", purpose " + q.purpose.value_or("(default)") + ", action " + std::to_string(q.action) +
                    ", time " + format_time(Time{q.at}) + "\nlabel " + marking::to_json(conversion::label(q.label)) + "\n";
  for (const auto& one : q.grants.consents)
    out += "consent by " + one.by + " to " + one.to + " level " + one.scheme + " " + one.word + " actions " + std::to_string(one.actions) + "\n";
  for (const auto& one : q.grants.held)
    out += "held from " + one.from + " by " + one.to + " under " + one.agreement + " since " + format_time(Time{one.received}) + " action " + std::to_string(one.action) + "\n";
  out += std::string(q.grants.recalled ? "recalled " : "") + (q.grants.erased ? "erased " : "") + (q.grants.awaiting.empty() ? "" : "awaiting " + q.grants.awaiting) + "\n";
  for (const auto& one : asked.world.agreements) {
    out += one.id + " " + (one.frozen ? "frozen" : one.earlier_objects ? "floating, earlier objects" : "floating") + ", actions " + std::to_string(one.actions) +
           (one.survival_kept ? ", survives" : "") + ", of";
    for (const auto& spell : one.parties) out += " " + spell.party;
    for (const auto& row : one.rows)
      out += "\n  " + row.from_party + " " + row.from_scheme + " " + row.from_word + " as " + row.to_party + " " + row.to_scheme + " " + row.to_word;
    out += "\n";
  }
  for (const auto& [id, spells] : asked.world.communities)
    for (const auto& one : spells) out += id + ": " + one.party + " from " + std::to_string(one.from) + " until " + std::to_string(one.until) + "\n";
  for (const auto& one : asked.world.suspensions) out += one.by + " suspends " + one.party + "\n";
  return out;
}

std::string reduced(Asked asked) {
  for (bool smaller_yet = true; smaller_yet;) {
    smaller_yet = false;
    for (Asked& less : smaller(asked))
      if (!difference(less).empty()) {
        asked = std::move(less);
        smaller_yet = true;
        break;
      }
  }
  return described(asked);
}

std::uint64_t number_in(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(Soak, TheEngineDecidesAsTheReferenceDoes) {
  const std::uint64_t wanted = number_in("COMITY_SOAK_DECISIONS", 20'000);
  const std::uint64_t first = number_in("COMITY_SOAK_SEED", std::uint64_t{std::random_device{}()} << 24);
  std::cout << "seeds from " << first << std::endl;
  const auto began = std::chrono::steady_clock::now();
  std::uint64_t decisions = 0, permits = 0, seed = first;
  for (; decisions < wanted; ++seed) {
    const worlds::Scene scene = worlds::random_scene(seed, 12);
    worlds::Rng rng(seed ^ 0x50a4);
    const auto directory = std::make_shared<alliance::Directory>(conversion::directory(scene.world));
    const auto pacts = conversion::pacts(scene.world.agreements);
    for (int times = 0; times < 3; ++times) {
      const reference::Time at = times == 0 ? scene.questions[0].at : worlds::random_time(rng);
      const release::World world(directory, pacts, {}, Time{at});
      for (const std::string& person : scene.world.people)
        for (const int action : {reference::kDisplay, reference::kCopy}) {
          const reference::Audience plain = reference::audience_of(scene.world, person, std::nullopt, action, at);
          const release::Audience reader = conversion::audience(plain);
          for (const worlds::Question& q : scene.questions) {
            const bool told = plain.party == reference::party_of(q.person);
            const reference::Grants grants = told ? q.grants : reference::Grants{};
            const reference::Verdict expected = reference::decide(q.label, grants, plain, scene.world, at);
            const bool permit = release::decide(world, conversion::label(q.label), reader, conversion::grants(grants, plain.party));
            ++decisions;
            permits += expected.permit;
            if (permit == expected.permit && decisions % 16 != 0) continue;
            // Now and then the reason too.
            const Asked whole{scene.world, {q.label, grants, person, std::nullopt, action, at}};
            if (permit == expected.permit && difference(whole).empty()) continue;
            FAIL() << "seed " << seed << ", after " << decisions << " decisions\n" << reduced(whole);
          }
        }
    }
    if ((seed - first) % 2000 == 1999) std::cout << decisions << " decisions, up to seed " << seed << std::endl;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::cout << decisions << " decisions, " << permits << " permitted, no difference; seeds " << first << " to " << seed - 1 << "; " << seconds << " s" << std::endl;
  EXPECT_GT(permits, decisions / 20);
}

}  // namespace
}  // namespace comity
