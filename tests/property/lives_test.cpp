// The life of agreements on random lives, by a node and by the reference evaluator: the same records are taken and refused, and whatever was
// taken, everybody may read the same. COMITY_PROPERTY_LIVES sets how many; COMITY_PROPERTY_SEED runs one alone.
#include "tests/property/lives.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "operations/acts.hpp"
#include "operations/consents.hpp"
#include "release/decide.hpp"
#include "tests/property/conversion.hpp"
#include "tests/property/signing.hpp"

namespace comity::property {
namespace {

using lives::Rng;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr std::uint64_t kLives = 10;
#else
constexpr std::uint64_t kLives = 100;
#endif
constexpr int kSteps = 60;

std::uint64_t number_in(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

struct Counts {
  std::uint64_t taken = 0, refused = 0, decisions = 0, permits = 0;
  std::map<std::string, std::uint64_t> kinds, refusals;
};

class Side {
 public:
  explicit Side(std::uint64_t seed) : rng_(seed), keys_(seed), clock_(Time{worlds::day(0)}), random_(crypto::test_random(seed)) {
    reference::World world = worlds::random_world(rng_);
    std::vector<reference::Agreement> agreements;
    std::swap(agreements, world.agreements);
    std::erase_if(world.clearances, [](const auto& one) { return one.second.from >= one.second.until; });
    for (auto& [person, one] : world.clearances) one.from = std::max(one.from, worlds::day(-30));
    for (auto& [id, spells] : world.communities) std::erase_if(spells, [](const auto& one) { return one.from >= one.until; });
    std::erase_if(world.suspensions, [](const auto& one) { return one.from >= one.until; });
    for (int n = 0; n < 8; ++n) labels_.push_back(n % 3 == 0 ? worlds::random_joined_label(world, rng_) : worlds::random_label(world, rng_));
    parties_ = std::make_unique<lives::Parties>(world);
    // Clearances come signed; until then nobody vouches for anyone.
    std::map<std::string, reference::Clearance> clearances;
    std::swap(clearances, world.clearances);
    life_ = std::make_unique<reference::Life>(world, parties_->keys());

    engine_ = store::memory_engine();
    node_ = *operations::Node::open({*engine_, clock_, *random_});
    EXPECT_TRUE(operations::establish(*node_, "lives").has_value());
    alliance::Directory directory = conversion::directory(world);
    for (auto& [id, party] : directory.parties) {
      party.authority = keys_.public_key(lives::Parties::authority(id));
      party.recovery = keys_.public_key(lives::Parties::recovery(id));
    }
    EXPECT_TRUE(operations::set_directory(*node_, directory).has_value());
    for (const auto& [person, clearance] : clearances) record({{}, {}, clearance, person, lives::Parties::authority(reference::party_of(person))});
    for (const auto& one : agreements) {
      lives::Step step;
      step.document = parties_->first(one, rng_);
      record(std::move(step));
    }
  }

  void step() {
    constexpr std::int64_t kHour = 3'600'000'000;
    switch (rng_() % 6) {
      case 0: clock_.advance_us(static_cast<std::int64_t>(rng_() % 24) * kHour + 1'000'000); break;
      case 1: clock_.set(Time{worlds::day(static_cast<int>((now() - worlds::day(0)) / (24 * kHour)) + 1)}); break;
      default: clock_.advance_us(1 + static_cast<std::int64_t>(rng_() % 1000)); break;
    }
    EXPECT_TRUE(operations::due(*node_).has_value());
    record(parties_->next(*life_, now(), rng_));
  }

  // Everybody and every label, by both.
  void compare() {
    EXPECT_TRUE(operations::due(*node_).has_value());
    const reference::Time at = now();
    const reference::World plain = life_->world(at);
    const release::World world = node_->policy.world().at(Time{at});
    for (const std::string& person : plain.people) {
      const reference::Audience expected = reference::audience_of(plain, person, std::nullopt, reference::kCopy, at);
      auto audience = release::audience_of(world.directory(), world.directory().people.at(person), "", marking::Action::copy, Time{at});
      for (const reference::Label& label : labels_) {
        const auto verdict = reference::decide(label, {}, expected, plain, at);
        const marking::Label converted = conversion::label(label);
        const release::Grants none;
        const auto explanation = release::explain(world, converted, audience, none);
        ++counts.decisions;
        counts.permits += verdict.permit;
        EXPECT_EQ(explanation.permit, verdict.permit) << person << ": " << explanation.clause << " against " << verdict.clause;
        if (explanation.permit != verdict.permit) return;
        EXPECT_EQ(explanation.clause, verdict.clause) << person;
      }
    }
  }

  Counts counts;
  std::vector<std::string> log;

 private:
  std::set<std::string> revoked_;  // keys
  reference::Time now() { return std::max(clock_.now(), node_->policy.events().back().time).us; }

  // Why the node refused it; nothing if it took it.
  std::optional<std::string> tell(const lives::Step& step, const std::optional<agreement::Document>& document) {
    const auto refusal = [](const auto& result) { return result ? std::nullopt : std::optional(to_string(result.error())); };
    if (document) return refusal(operations::add_agreement(*node_, keys_.signed_document(*document, step.document->signatures)));
    if (step.clearance) {
      reference::World one;
      one.clearances[step.person] = *step.clearance;
      const alliance::Clearance clearance = conversion::directory(one).clearances.at(step.person);
      return refusal(operations::add_clearance(*node_, {alliance::to_json(clearance), alliance::sign_clearance(clearance, keys_.key(step.key))}));
    }
    return refusal(operations::record_act(*node_, agreement::to_json(keys_.signed_act(*step.act))));
  }

  void record(lives::Step step) {
    if (!step.document && !step.act && !step.clearance) return;
    const bool revokes = step.act && step.act->kind == "revoke-key";
    if (revokes && revoked_.contains(step.act->key)) return;  // a known difference: DISAGREEMENTS.md, 24
    std::optional<agreement::Document> document;
    if (step.document) {
      document = signing::document_of(*step.document);
      if (!document) return;
      step.document->terms = conversion::terms(document->terms);
    }
    const auto told = tell(step, document);
    // A record comes after the last one, also on a clock that stands still, and counts before what has yet to happen by the clock.
    const Time next{std::max(clock_.now().us, node_->policy.events().back().time.us + 1)};
    const reference::Time at = !told ? node_->policy.world().time().us : node_->policy.counts_from(next).us;
    const reference::Refusal refusal = step.document    ? life_->record(at, *step.document)
                                       : step.clearance ? life_->record(at, step.person, *step.clearance, step.key)
                                                        : life_->record(at, *step.act);
    const std::string kind = step.document ? "document" : step.clearance ? "clearance" : step.act->kind;
    log.push_back(std::to_string(at - worlds::day(0)) + " " + step.what() + ": " + (refusal.empty() ? "taken" : refusal));
    EXPECT_EQ(!told.has_value(), refusal.empty()) << "the node: " << told.value_or("taken") << "; the reference: " << refusal;
    if (!told.has_value() != refusal.empty()) return;
    if (refusal.empty()) {
      if (revokes) revoked_.insert(step.act->key);
      parties_->accepted(step);
      ++counts.taken;
      ++counts.kinds[kind];
    } else {
      ++counts.refused;
      ++counts.refusals[kind + " " + refusal];
    }
  }

  Rng rng_;
  signing::Keyring keys_;
  ManualClock clock_;
  std::unique_ptr<crypto::Random> random_;
  std::unique_ptr<store::Engine> engine_;
  std::unique_ptr<operations::Node> node_;
  std::unique_ptr<reference::Life> life_;
  std::unique_ptr<lives::Parties> parties_;
  std::vector<reference::Label> labels_;
};

void run(std::uint64_t seed, Counts& total) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Side side(seed);
  for (int step = 0; step < kSteps && !testing::Test::HasFailure(); ++step) {
    side.step();
    if (!testing::Test::HasFailure()) side.compare();
  }
  if (testing::Test::HasFailure()) {
    std::string text;
    for (const std::string& line : side.log) text += line + "\n";
    ADD_FAILURE() << "the life:\n" << text;
  }
  total.taken += side.counts.taken;
  total.refused += side.counts.refused;
  total.decisions += side.counts.decisions;
  total.permits += side.counts.permits;
  for (const auto& [kind, n] : side.counts.kinds) total.kinds[kind] += n;
  for (const auto& [kind, n] : side.counts.refusals) total.refusals[kind] += n;
}

TEST(Lives, ANodeTakesRefusesAndReleasesAsTheReferenceDoes) {
  Counts total;
  if (const char* one = std::getenv("COMITY_PROPERTY_SEED")) {
    run(std::strtoull(one, nullptr, 10), total);
    return;
  }
  const std::uint64_t wanted = number_in("COMITY_PROPERTY_LIVES", kLives);
  // Fresh seeds on demand: what a run holds here is the same everywhere.
  const std::uint64_t fresh = std::getenv("COMITY_PROPERTY_FRESH") ? 1'000'000 + (std::uint64_t{std::random_device{}()} << 20) : 0;
  if (fresh) std::cout << "fresh seeds from " << fresh << "\n";
  for (std::uint64_t n = 0; n < wanted && !HasFailure(); ++n) run(n % 3 == 2 ? fresh + n : n, total);
  std::cout << total.taken << " records taken, " << total.refused << " refused; " << total.decisions << " decisions, " << total.permits << " permitted\n";
  for (const auto& [kind, n] : total.kinds) std::cout << "  " << kind << " " << n << "\n";
  for (const auto& [kind, n] : total.refusals) std::cout << "  refused: " << kind << " " << n << "\n";
  if (wanted < 50) return;
  EXPECT_GT(total.permits, total.decisions / 50);
  for (const char* kind : {"suspend", "resume", "give-notice", "withdraw-notice", "hold-notice", "run-notice", "renew", "suspend-party", "resume-party", "replace-key",
                           "revoke-key", "designate", "dismiss", "document", "clearance"})
    EXPECT_GT(total.kinds[kind], 0u) << kind;
}

}  // namespace
}  // namespace comity::property
