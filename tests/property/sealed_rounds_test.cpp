// A sealed judgement cannot be read before it is revealed: not from any answer, and not from what the node's folder holds, so not by its operator either.
#include <gtest/gtest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <regex>

#include "store/engine.hpp"
#include "store/scratch_directory.hpp"
#include "tests/scenario/round_play.hpp"

namespace comity::scenario {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kInvited{"AUS.ONI", "JPN.CIRO", "NZL.NAB"};
const std::vector<std::string> kReaders{"NZL.NAB.submitter", "NZL.GCSB.analyst", "JPN.CIRO.submitter", "AUS.ONI.submitter", "KOR.NIS.analyst"};

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}

// A node whose time and randomness are the same in every world.
struct World {
  explicit World(std::unique_ptr<store::Engine> of) : engine(std::move(of)) {
    node = value(operations::Node::open({*engine, clock, *random}));
    alliance.establish(*node);
  }
  std::unique_ptr<crypto::Random> random = crypto::test_random(23);
  fault::SampleAlliance alliance{*random};
  ManualClock clock{*parse_time("2026-06-01T00:00:00Z")};
  std::unique_ptr<store::Engine> engine;
  std::unique_ptr<operations::Node> node;
};

std::string shown(const operations::RoundSeen& seen) {
  std::string out = fmt::format("{} {} {}", seen.id, judgement::name_of(seen.part), seen.resolution.has_value());
  for (const auto& stage : seen.stages) {
    out += fmt::format("|{} {}", stage.opened, stage.committed);
    for (const auto& one : stage.entries) out += fmt::format(" {} {} {} {}", one.agency, one.state, one.judgement ? one.judgement->p : "", one.sha256);
  }
  for (const auto& object : seen.objects) out += "\n" + object;
  return out;
}

// What everybody who asks is told, the operator included.
std::string told(World& world, const std::string& round) {
  std::string out;
  for (const std::string& person : kReaders) {
    const auto seen = operations::round_of(*world.node, fault::SampleAlliance::caller(person), round);
    out += person + ": " + (seen ? shown(*seen) : seen.error().message) + "\n";
  }
  const operations::Caller keeper{std::string(access::kOperator), "", "", ""};
  out += shown(value(operations::round_of(*world.node, keeper, round)));
  return out;
}

// Random steps of the sealed part, the same for the same seed; judgements as `p` says. Gives all that anybody was told and every record.
struct Past {
  std::string round, answers;
  std::vector<std::string> records;
  std::vector<judgement::Judgement> sealed;
};
Past live(unsigned seed, const std::map<std::string, std::string>& p, World& world) {
  std::mt19937 draw(seed);
  RoundPlay play(*world.node, world.alliance);
  Past out;
  out.round = play.open(kInvited);
  for (int step = 0; step < 12; ++step) {
    world.clock.advance_us(60'000'000);
    const std::string agency = kInvited[draw() % 2];  // the third never commits: the part lasts
    auto one = RoundPlay::judgement(agency, out.round, 1, p.at(agency), "0123456789abcdef"[draw() % 16]);
    switch (draw() % 4) {
      case 0:
      case 1:
        if (play.commit(one)) out.sealed.push_back(one);
        break;
      case 2: {  // too early: refused, and nothing of it is kept
        const auto refused = play.reveal(one);
        EXPECT_FALSE(refused);
        out.answers += refused ? "" : refused.error().message;
        out.sealed.push_back(one);
        break;
      }
      default: out.answers += told(world, out.round);
    }
  }
  out.answers += told(world, out.round);
  for (Seq seq = 1; seq <= world.engine->last(); ++seq) out.records.push_back(std::string(value(world.engine->read(seq)).payload));
  return out;
}

TEST(SealedRounds, TwoPastsThatDifferInTheirJudgementsAloneDifferInDigestAndSignatureAlone) {
  static const std::regex secret(R"(sha256\\*":\\*"[0-9a-f]{64}|signature\\*":\\*"[A-Za-z0-9+/=]{88})");
  std::size_t commitments = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    World first(store::memory_engine()), second(store::memory_engine());
    const Past one = live(seed, {{"AUS.ONI", "0.05"}, {"JPN.CIRO", "0.95"}}, first), other = live(seed, {{"AUS.ONI", "0.925001"}, {"JPN.CIRO", "0.5"}}, second);
    EXPECT_EQ(one.answers, other.answers) << seed;
    ASSERT_EQ(one.records.size(), other.records.size());
    for (std::size_t i = 0; i < one.records.size(); ++i) {
      if (one.records[i] == other.records[i]) continue;
      EXPECT_NE(one.records[i].find("commitment"), std::string::npos) << "seed " << seed << ", record " << i + 1;
      EXPECT_EQ(std::regex_replace(one.records[i], secret, "X"), std::regex_replace(other.records[i], secret, "X"));
      ++commitments;
    }
  }
  EXPECT_GT(commitments, 20u);
}

std::string all_bytes(const std::string& folder) {
  std::string out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    out.append(std::istreambuf_iterator<char>(file), {});
  }
  return out;
}

TEST(SealedRounds, NothingOfAJudgementLiesInTheFolderBeforeItIsRevealed) {
  int shown_later = 0;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const store::ScratchDirectory scratch;
    const auto disk = store::posix_disk();
    store::EmbeddedOptions options;
    options.directory = scratch.path();
    options.index_map_bytes = 1ull << 28;
    World world(value(store::open_embedded(*disk, options)));
    const Past past = live(seed, {{"AUS.ONI", "0.123457"}, {"JPN.CIRO", "0.765431"}}, world);
    ASSERT_FALSE(past.sealed.empty());
    const std::string bytes = all_bytes(scratch.path());
    ASSERT_NE(bytes.find(past.round), std::string::npos) << "the search finds what is there";
    for (const auto& one : past.sealed)
      for (const std::string& part : {judgement::to_json(one), one.p, one.nonce, one.rationale}) EXPECT_EQ(bytes.find(part), std::string::npos) << part;
    // And afterwards it is there: the search would have found it.
    world.clock.advance_us(kHour);
    RoundPlay play(*world.node, world.alliance);
    bool revealed = false;
    for (const auto& one : past.sealed) revealed = play.reveal(one).has_value() || revealed;
    if (revealed) {
      EXPECT_NE(all_bytes(scratch.path()).find("EXERCISE rationale of "), std::string::npos);
      ++shown_later;
    }
  }
  EXPECT_GT(shown_later, 0);
}

}  // namespace
}  // namespace comity::scenario
