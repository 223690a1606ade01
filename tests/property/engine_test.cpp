// The engine against the reference evaluator on random worlds, and the laws of release on the engine itself.
// COMITY_PROPERTY_DECISIONS sets how many decisions are compared; the seeds of a fixed range come first, then fresh ones from a random
// start, which is printed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "alliance/resolve.hpp"
#include "release/matrix.hpp"
#include "tests/property/conversion.hpp"
#include "tests/property/worlds.hpp"

namespace comity {
namespace {

using marking::Label;
using release::Audience;
using release::Explanation;
using release::Matrix;
using release::World;
using worlds::Rng;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr std::uint64_t kDecisions = 100'000;
#else
constexpr std::uint64_t kDecisions = 500'000;
#endif
constexpr std::uint64_t kFixedSeeds = 1'000'000;  // seeds below are the same in each run

std::uint64_t decisions_wanted() {
  const char* text = std::getenv("COMITY_PROPERTY_DECISIONS");
  return text ? std::strtoull(text, nullptr, 10) : kDecisions;
}
// The laws take fewer: as many scenes as belong to the decisions asked for.
std::uint64_t scenes_wanted() { return std::max<std::uint64_t>(20, decisions_wanted() / 800); }

// Seeds of a run: two thirds from the fixed range, the rest from a fresh start.
class Seeds {
 public:
  Seeds() : fresh_(kFixedSeeds + (std::uint64_t{std::random_device{}()} << 20)) {
    std::cout << "fresh seeds from " << fresh_ << "\n";
  }
  std::uint64_t at(std::uint64_t n) const { return n % 3 == 2 ? fresh_ + n / 3 : n / 3 * 2 + n % 3; }

 private:
  std::uint64_t fresh_;
};

struct Converted {
  explicit Converted(const reference::World& from)
      : directory(std::make_shared<alliance::Directory>(conversion::directory(from))), pacts(conversion::pacts(from.agreements)) {}
  World at(reference::Time time) const { return World(directory, pacts, {}, Time{time}); }
  std::shared_ptr<const alliance::Directory> directory;
  std::vector<std::shared_ptr<const release::Pact>> pacts;
};

// Which of 2a, 2b, 2c permit, by originating party.
std::map<std::string, std::set<std::string>> branches_of(const Explanation& explanation) {
  std::map<std::string, std::set<std::string>> out;
  for (const release::Origin& origin : explanation.origins) {
    auto& into = out[std::string(origin.party)];
    for (const release::Branch& branch : explanation.branches_of(origin))
      if (branch.permits)
        into.insert(branch.kind == release::Branch::Kind::agreement ? "2a"
                    : branch.kind == release::Branch::Kind::consent ? "2b"
                                                                    : "2c");
  }
  return out;
}

// Everybody, by both actions.
std::vector<reference::Audience> everybody(const reference::World& world, reference::Time at) {
  std::vector<reference::Audience> out;
  for (const std::string& person : world.people)
    for (const int action : {reference::kDisplay, reference::kCopy})
      out.push_back(reference::audience_of(world, person, std::nullopt, action, at));
  return out;
}

TEST(Engine, DecidesAsTheReferenceDoes) {
  const Seeds seeds;
  const std::uint64_t wanted = decisions_wanted();
  std::uint64_t decisions = 0, permits = 0;
  for (std::uint64_t n = 0; decisions < wanted; ++n) {
    const std::uint64_t seed = seeds.at(n);
    SCOPED_TRACE("seed " + std::to_string(seed));
    const worlds::Scene scene = worlds::random_scene(seed, 12);
    const Converted converted(scene.world);
    std::vector<Label> labels;
    for (const worlds::Question& q : scene.questions) labels.push_back(conversion::label(q.label));
    Rng rng(seed ^ 0x5eed);
    for (int times = 0; times < 2; ++times) {
      const reference::Time at = times == 0 ? scene.questions[0].at : worlds::random_time(rng);
      const auto world = std::make_shared<const World>(converted.at(at));
      Matrix matrix(world);
      // Half of the labels come before the audiences and half after: the matrix grows both ways.
      for (std::size_t i = 0; i < labels.size() / 2; ++i) matrix.add(labels[i]);
      std::vector<reference::Audience> audiences = everybody(scene.world, at);
      for (const worlds::Question& q : scene.questions)
        audiences.push_back(reference::audience_of(scene.world, q.person, q.purpose, q.action, at));
      std::vector<release::AudienceIx> rows;
      for (const reference::Audience& one : audiences) rows.push_back(matrix.add(conversion::audience(one)));
      for (std::size_t i = labels.size() / 2; i < labels.size(); ++i) matrix.add(labels[i]);
      for (std::size_t l = 0; l < labels.size(); ++l) {
        const worlds::Question& q = scene.questions[l];
        for (std::size_t a = 0; a < audiences.size(); ++a) {
          const Audience audience = conversion::audience(audiences[a]);
          const bool with_grants = audience.party == reference::party_of(q.person);
          const reference::Grants grants = with_grants ? q.grants : reference::Grants{};
          const release::Grants engine_grants = conversion::grants(grants, audience.party);
          const reference::Verdict expected = reference::decide(q.label, grants, audiences[a], scene.world, at);
          const Explanation explanation = release::explain(*world, labels[l], audience, engine_grants);
          ASSERT_EQ(explanation.permit, expected.permit) << "label " << l << " for " << audience.person << ": " << explanation.clause
                                                         << " against " << expected.clause;
          ASSERT_EQ(explanation.clause, expected.clause) << "label " << l << " for " << audience.person;
          ASSERT_EQ(release::decide(*world, labels[l], audience, engine_grants), expected.permit) << "label " << l;
          if (expected.permit || expected.clause.starts_with("2:")) {
            ASSERT_EQ(branches_of(explanation), reference::branches(q.label, grants, audiences[a], scene.world, at))
                << "label " << l << " for " << audience.person;
          }
          const bool bare = grants == reference::Grants{};
          const bool bit = matrix.permits(marking::LabelIx{static_cast<std::uint32_t>(l)}, rows[a]);
          ASSERT_EQ(bit, bare ? expected.permit : reference::decide(q.label, {}, audiences[a], scene.world, at).permit)
              << "the matrix, label " << l << " for " << audience.person;
          ++decisions;
          permits += expected.permit;
        }
      }
    }
  }
  std::cout << decisions << " decisions, " << permits << " permitted\n";
  EXPECT_GT(permits, decisions / 20);
}

TEST(Engine, TakesTheAudienceFromTheDirectoryAsTheReferenceDoes) {
  const Seeds seeds;
  for (std::uint64_t n = 0; n < scenes_wanted(); ++n) {
    Rng rng(seeds.at(n));
    const reference::World world = worlds::random_world(rng);
    const alliance::Directory directory = conversion::directory(world);
    const reference::Time at = worlds::random_time(rng);
    for (const auto& [id, person] : directory.people) {
      const auto expected = conversion::audience(reference::audience_of(world, id, std::nullopt, reference::kCopy, at));
      auto audience = release::audience_of(directory, person, "", marking::Action::copy, Time{at});
      if (!audience.vouched) audience.purpose = expected.purpose;  // of no account: nothing is permitted
      ASSERT_EQ(audience, expected) << "seed " << seeds.at(n) << " " << id;
    }
  }
}

// A copy received under an earlier version of an agreement is judged by that version, whatever the present one says.
TEST(Engine, JudgesHeldCopiesByTheTermsOfTheirVersion) {
  const Seeds seeds;
  std::uint64_t held_permits = 0;
  for (std::uint64_t n = 0; n < 2 * scenes_wanted(); ++n) {
    const std::uint64_t seed = seeds.at(n);
    SCOPED_TRACE("seed " + std::to_string(seed));
    const worlds::Scene scene = worlds::random_scene(seed, 12);
    Rng rng(seed + 17);
    reference::World now = scene.world;
    const reference::World other = worlds::random_world(rng);
    // Every agreement has a second version with other terms; the first never permits by itself any more.
    const std::size_t count = now.agreements.size();
    for (std::size_t i = 0; i < count; ++i) {
      reference::Agreement next = now.agreements[i];
      next.version = 2;
      next.survival_kept = !next.survival_kept;
      next.frozen = !next.frozen;
      if (rng() % 2 == 0) next.rows.clear();
      now.agreements.push_back(next);
    }
    std::vector<reference::Agreement> former(now.agreements.begin(), now.agreements.begin() + static_cast<long>(count));
    for (std::size_t i = 0; i < count; ++i) now.agreements[i].until = now.agreements[i].in_force = reference::kBegin;
    const auto directory = std::make_shared<alliance::Directory>(conversion::directory(now));
    const std::vector<reference::Agreement> current(now.agreements.begin() + static_cast<long>(count), now.agreements.end());
    for (const worlds::Question& q : scene.questions) {
      const World world(directory, conversion::pacts(current), conversion::pacts(former), Time{q.at});
      const auto audience = reference::audience_of(now, q.person, q.purpose, q.action, q.at);
      const reference::Verdict expected = reference::decide(q.label, q.grants, audience, now, q.at);
      const Label label = conversion::label(q.label);
      const Audience reader = conversion::audience(audience);
      const release::Grants grants = conversion::grants(q.grants, audience.party);
      const Explanation explanation = release::explain(world, label, reader, grants);
      ASSERT_EQ(explanation.clause, expected.clause);
      ASSERT_EQ(explanation.permit, expected.permit);
      held_permits += expected.clause.find("2c") != std::string::npos;
    }
  }
  EXPECT_GT(held_permits, 0u);
}

TEST(Labels, JoinAsTheReferenceDoesAndKeepItsLaws) {
  const Seeds seeds;
  for (std::uint64_t n = 0; n < 4 * scenes_wanted(); ++n) {
    Rng rng(seeds.at(n));
    SCOPED_TRACE("seed " + std::to_string(seeds.at(n)));
    const reference::World world = worlds::random_world(rng);
    const reference::Label ra = worlds::random_label(world, rng), rb = worlds::random_joined_label(world, rng),
                           rc = worlds::random_label(world, rng);
    const Label a = conversion::label(ra), b = conversion::label(rb), c = conversion::label(rc);
    ASSERT_EQ(join(a, b), conversion::label(reference::join(ra, rb)));
    ASSERT_EQ(conversion::label(join(a, b)), reference::join(ra, rb));
    ASSERT_EQ(join(a, b), join(b, a));
    ASSERT_EQ(join(join(a, b), c), join(a, join(b, c)));
    ASSERT_EQ(join(a, a), a);
    ASSERT_EQ(join(a, join(a, b)), join(a, b));
  }
}

TEST(Labels, CompletionIsIdempotentAndHoldsUnderJoin) {
  const Seeds seeds;
  for (std::uint64_t n = 0; n < 4 * scenes_wanted(); ++n) {
    Rng rng(seeds.at(n));
    const reference::World world = worlds::random_world(rng);
    const Label a = alliance::complete(conversion::label(worlds::random_label(world, rng)));
    ASSERT_EQ(alliance::complete(a), a) << "seed " << seeds.at(n);
  }
}

TEST(Labels, ReadBackWhatTheyWrite) {
  const Seeds seeds;
  for (std::uint64_t n = 0; n < 4 * scenes_wanted(); ++n) {
    Rng rng(seeds.at(n));
    SCOPED_TRACE("seed " + std::to_string(seeds.at(n)));
    const reference::World world = worlds::random_world(rng);
    for (const Label& label : {conversion::label(worlds::random_label(world, rng)),
                               alliance::complete(conversion::label(worlds::random_joined_label(world, rng)))}) {
      const std::string text = marking::to_json(label);
      const auto read = marking::parse_label(text, Time{12345});
      ASSERT_TRUE(read.has_value()) << to_string(read.error());
      ASSERT_EQ(*read, label) << text;
      ASSERT_EQ(marking::to_json(*read), text);
    }
  }
}

// Between two transitions nothing changes, and a world set to an old time gives the old answers.
TEST(Engine, ChangesNothingBetweenTransitionsAndRepeatsOldAnswers) {
  const Seeds seeds;
  for (std::uint64_t n = 0; n < scenes_wanted(); ++n) {
    const std::uint64_t seed = seeds.at(n);
    SCOPED_TRACE("seed " + std::to_string(seed));
    const worlds::Scene scene = worlds::random_scene(seed, 8);
    Rng rng(seed + 3);
    const Converted converted(scene.world);
    std::vector<Label> labels;
    for (const worlds::Question& q : scene.questions) labels.push_back(conversion::label(q.label));
    const auto answers = [&](const World& world) {
      std::vector<bool> out;
      for (const auto& [id, person] : world.directory().people) {
        const auto audience = release::audience_of(world.directory(), person, "", marking::Action::copy, world.time());
        for (const Label& label : labels) out.push_back(release::decide(world, label, audience));
      }
      return out;
    };
    std::vector<std::pair<World, std::vector<bool>>> seen;
    World world = converted.at(worlds::day(0) - 1000);
    for (int steps = 0; steps < 40; ++steps) {
      const std::vector<bool> here = answers(world);
      seen.emplace_back(world, here);
      const Time next = world.next_transition();
      ASSERT_GT(next, world.time());
      const std::int64_t end = next == Time::max() ? worlds::day(2 * worlds::kDays) : next.us;
      const auto length = static_cast<std::uint64_t>(end - world.time().us);
      for (const std::int64_t instant :
           {end - 1, world.time().us + static_cast<std::int64_t>(rng() % length), world.time().us + static_cast<std::int64_t>(rng() % length)})
        ASSERT_EQ(answers(world.at(Time{instant})), here) << instant << " lies before the transition at " << end;
      if (next == Time::max()) break;
      world = world.at(next);
    }
    for (const auto& [then, here] : seen) {
      ASSERT_EQ(answers(then), here);
      ASSERT_EQ(answers(world.at(then.time())), here);
    }
  }
}

// ---- Laws -------------------------------------------------------------------------------------------------------------

// A join that agreements release: each of its sources is released by agreements. Labels are as intake stores them.
TEST(Laws, NoLaundering) {
  const Seeds seeds;
  std::uint64_t permits = 0, red = 0, mixed = 0;
  for (std::uint64_t n = 0; n < 2 * scenes_wanted(); ++n) {
    const std::uint64_t seed = seeds.at(n);
    Rng rng(seed);
    const reference::World world = worlds::random_world(rng);
    const Converted converted(world);
    for (int pairs = 0; pairs < 8; ++pairs) {
      const auto stored = [&] { return alliance::complete(conversion::label(worlds::random_label(world, rng))); };
      const Label a = stored(), b = stored(), joined = join(a, b), kept = alliance::complete(joined);
      const reference::Time at = worlds::random_time(rng);
      const World here = converted.at(at);
      for (const reference::Audience& one : everybody(world, at)) {
        const Audience audience = conversion::audience(one);
        const bool permit = release::decide(here, joined, audience);
        ASSERT_FALSE(release::decide(here, kept, audience) && !permit) << "seed " << seed << " " << audience.person;
        if (!permit) continue;
        ++permits;
        red += joined.tlp == marking::Tlp::red;
        mixed += a.tlp != b.tlp && std::min(a.tlp, b.tlp) == marking::Tlp::amber_strict;
        ASSERT_TRUE(release::decide(here, a, audience)) << "seed " << seed << " " << audience.person;
        ASSERT_TRUE(release::decide(here, b, audience)) << "seed " << seed << " " << audience.person;
      }
    }
  }
  std::cout << permits << " joins permitted, " << red << " of them RED, " << mixed << " of RED with AMBER+STRICT\n";
  if (decisions_wanted() < 500'000) return;
  EXPECT_GT(permits, 250u);
  EXPECT_GT(red, 2u);
}

TEST(Laws, ARestrictingControlNeverWidens) {
  const Seeds seeds;
  for (std::uint64_t n = 0; n < scenes_wanted(); ++n) {
    const std::uint64_t seed = seeds.at(n);
    const worlds::Scene scene = worlds::random_scene(seed);
    const Converted converted(scene.world);
    for (const worlds::Question& q : scene.questions) {
      const World world = converted.at(q.at);
      const auto audience = conversion::audience(reference::audience_of(scene.world, q.person, q.purpose, q.action, q.at));
      const auto grants = conversion::grants(q.grants, audience.party);
      const Label label = conversion::label(q.label);
      if (release::decide(world, label, audience, grants)) continue;
      for (const char* control : {"NOFORN", "EYES-ONLY", "ORCON", "PROPIN", "NO-COPY", "NO-CLIENTS", "RELIDO", "XCON"})
        for (const auto& [party, known] : scene.world.parties) {
          Label more = label;
          more.restricting.insert({party, control});
          ASSERT_FALSE(release::decide(world, more, audience, grants)) << "seed " << seed << " " << control << " of " << party;
        }
    }
  }
}

TEST(Laws, WithdrawalSuspensionAndTerminationNeverWiden) {
  const Seeds seeds;
  std::uint64_t narrowed = 0;
  for (std::uint64_t n = 0; n < scenes_wanted(); ++n) {
    const std::uint64_t seed = seeds.at(n);
    SCOPED_TRACE("seed " + std::to_string(seed));
    const worlds::Scene scene = worlds::random_scene(seed);
    Rng rng(seed + 1);
    const std::vector<std::string> parties = [&] {
      std::vector<std::string> out;
      for (const auto& [id, party] : scene.world.parties) out.push_back(id);
      return out;
    }();
    const auto some_party = [&] { return parties[rng() % parties.size()]; };
    std::vector<reference::World> worlds_after(5, scene.world);
    if (!scene.world.agreements.empty()) {
      const auto one = rng() % scene.world.agreements.size();
      worlds_after[0].agreements.erase(worlds_after[0].agreements.begin() + static_cast<long>(one));
      worlds_after[1].agreements[one].suspensions.push_back(
          {some_party(), some_party(), some_party(), reference::kBegin, reference::kEnd});
      worlds_after[2].agreements[one].until = worlds::random_time(rng);
      if (worlds_after[2].agreements[one].until > scene.world.agreements[one].until)
        worlds_after[2].agreements[one].until = scene.world.agreements[one].until;
      auto& bound = worlds_after[3].agreements[one].parties;
      auto& leaver = bound[rng() % bound.size()];
      leaver.until = std::min(leaver.until, worlds::random_time(rng));
    }
    worlds_after[4].suspensions.push_back({some_party(), some_party(), reference::kBegin, reference::kEnd});
    const Converted before(scene.world);
    for (const reference::World& after_world : worlds_after) {
      const Converted after(after_world);
      for (const worlds::Question& q : scene.questions) {
        const auto audience = conversion::audience(reference::audience_of(scene.world, q.person, q.purpose, q.action, q.at));
        const Label label = conversion::label(q.label);
        release::Grants grants = conversion::grants(q.grants, audience.party);
        const bool then = release::decide(before.at(q.at), label, audience, grants);
        // A withdrawn agreement stays known as a former one: copies held under it are judged by it.
        const World now(after.directory, after.pacts, before.pacts, Time{q.at});
        const bool still = release::decide(now, label, audience, grants);
        ASSERT_FALSE(still && !then);
        narrowed += then && !still;
        grants.recalled = true;
        ASSERT_FALSE(release::decide(now, label, audience, grants) && !still);
      }
    }
  }
  EXPECT_GT(narrowed, 0u);
}

// What two worlds' matrices differ in is what the reference, asked one by one, says was gained and lost.
TEST(Laws, APolicyDiffEqualsWhatIsGainedAndLost) {
  const Seeds seeds;
  std::uint64_t gained = 0, lost = 0;
  for (std::uint64_t n = 0; n < scenes_wanted() / 2; ++n) {
    const std::uint64_t seed = seeds.at(n);
    SCOPED_TRACE("seed " + std::to_string(seed));
    const worlds::Scene scene = worlds::random_scene(seed, 70);  // more than one word of bits
    Rng rng(seed + 2);
    reference::World other = scene.world;
    const reference::World donor = worlds::random_world(rng);
    if (!other.agreements.empty() && rng() % 3 > 0) other.agreements.erase(other.agreements.begin());
    if (!donor.agreements.empty()) {
      reference::Agreement more = donor.agreements[0];
      more.id = "AGREEMENT-X";
      std::erase_if(more.parties, [&](const auto& one) { return !other.parties.contains(one.party); });
      other.agreements.push_back(more);
    }
    const reference::Time at = worlds::random_time(rng), later = worlds::random_time(rng);
    Matrix first(std::make_shared<const World>(Converted(scene.world).at(at)));
    Matrix second(std::make_shared<const World>(Converted(other).at(later)));
    std::vector<Label> labels;
    for (const worlds::Question& q : scene.questions) labels.push_back(conversion::label(q.label));
    for (const Label& label : labels) {
      first.add(label);
      second.add(label);
    }
    for (const std::string& person : scene.world.people) {
      const auto then = reference::audience_of(scene.world, person, std::nullopt, reference::kCopy, at);
      const auto now = reference::audience_of(other, person, std::nullopt, reference::kCopy, later);
      const auto a = first.row(first.add(conversion::audience(then)));
      const auto b = second.row(second.add(conversion::audience(now)));
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t l = 0; l < labels.size(); ++l) {
        const bool was = reference::decide(scene.questions[l].label, {}, then, scene.world, at).permit;
        const bool is = reference::decide(scene.questions[l].label, {}, now, other, later).permit;
        const std::uint64_t bit = std::uint64_t{1} << (l & 63);
        ASSERT_EQ(((b[l >> 6] & ~a[l >> 6]) & bit) != 0, is && !was) << person << " label " << l;
        ASSERT_EQ(((a[l >> 6] & ~b[l >> 6]) & bit) != 0, was && !is) << person << " label " << l;
        gained += is && !was;
        lost += was && !is;
      }
    }
  }
  EXPECT_GT(gained, 0u);
  EXPECT_GT(lost, 0u);
}

}  // namespace
}  // namespace comity
