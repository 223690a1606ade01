// Decisions of release: the matrix of bits against the plain reference evaluator on the same random worlds, which must
// agree; then decide(), explain(), its sentences and a bit test one by one, and the matrix compiled.
//   release_bench [--quick]    prints JSON lines
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>
#include <vector>

#include "release/matrix.hpp"
#include "tests/property/conversion.hpp"
#include "tests/property/worlds.hpp"

namespace {

using namespace comity;

double now_ns() {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// One world at one time, with distinct labels and audiences, in both evaluators' words.
struct Scene {
  Scene(std::uint64_t seed, std::size_t most_labels, std::size_t most_audiences) {
    worlds::Rng rng(seed);
    plain = worlds::random_world(rng);
    at = worlds::random_time(rng);
    std::set<reference::Label> distinct;
    for (std::size_t tries = 0; distinct.size() < most_labels && tries < most_labels * 20; ++tries)
      distinct.insert(tries % 3 == 0 ? worlds::random_joined_label(plain, rng) : worlds::random_label(plain, rng));
    plain_labels.assign(distinct.begin(), distinct.end());
    std::shuffle(plain_labels.begin(), plain_labels.end(), rng);
    std::set<release::Audience> known;
    for (std::size_t tries = 0; audiences.size() < most_audiences && tries < most_audiences * 40; ++tries) {
      const worlds::Question question = worlds::random_question(plain, rng);
      auto audience = reference::audience_of(plain, question.person, question.purpose, question.action, at);
      // Accesses, topics and clearances are drawn again, as the few people of a small world make few audiences.
      const auto other = worlds::random_question(plain, rng);
      const auto from = reference::audience_of(plain, other.person, other.purpose, other.action, at);
      audience.accesses = from.accesses;
      audience.topics = from.topics;
      audience.assigned = from.assigned;
      audience.declared = from.declared;
      auto converted = conversion::audience(audience);
      if (!known.insert(converted).second) continue;
      plain_audiences.push_back(std::move(audience));
      audiences.push_back(std::move(converted));
    }
    for (const auto& label : plain_labels) labels.push_back(conversion::label(label));
    world = std::make_shared<const release::World>(std::make_shared<alliance::Directory>(conversion::directory(plain)),
                                                   conversion::pacts(plain.agreements),
                                                   std::vector<std::shared_ptr<const release::Pact>>{}, Time{at});
  }
  release::Matrix matrix() const {
    release::Matrix out(world);
    for (const auto& label : labels) out.add(label);
    for (const auto& audience : audiences) out.add(audience);
    return out;
  }
  reference::World plain;
  reference::Time at = 0;
  std::vector<reference::Label> plain_labels;
  std::vector<reference::Audience> plain_audiences;
  std::vector<marking::Label> labels;
  std::vector<release::Audience> audiences;
  std::shared_ptr<const release::World> world;
};

void against_reference(int scenes) {
  std::vector<double> ratios, plain_ns, matrix_ns;
  std::size_t pairs = 0, permits = 0;
  for (int seed = 0; seed < scenes; ++seed) {
    const Scene scene(static_cast<std::uint64_t>(seed), 200, 16);
    const std::size_t all = scene.labels.size() * scene.audiences.size();
    std::vector<char> plain;
    plain.reserve(all);
    double begin = now_ns();
    for (const auto& audience : scene.plain_audiences)
      for (const auto& label : scene.plain_labels)
        plain.push_back(reference::decide(label, {}, audience, scene.plain, scene.at).permit);
    const double theirs = now_ns() - begin;
    begin = now_ns();
    const release::Matrix matrix = scene.matrix();
    const double ours = now_ns() - begin;
    for (std::size_t i = 0; i < all; ++i) {
      const marking::LabelIx label{static_cast<std::uint32_t>(i % scene.labels.size())};
      const release::AudienceIx audience{static_cast<std::uint32_t>(i / scene.labels.size())};
      if (matrix.permits(label, audience) != (plain[i] != 0)) {
        fmt::print(stderr, "release_bench: matrix and reference differ in world {}\n", seed);
        std::exit(1);
      }
      permits += plain[i] != 0;
    }
    pairs += all;
    ratios.push_back(theirs / ours);
    plain_ns.push_back(theirs / static_cast<double>(all));
    matrix_ns.push_back(ours / static_cast<double>(all));
  }
  fmt::print(
      "{{\"bench\":\"release\",\"compares\":\"matrix compiled | plain reference evaluator, every pair of label and audience "
      "of the same random worlds; all agree\",\"worlds\":{},\"pairs\":{},\"permitted\":{:.2f},\"ns_per_pair\":{:.1f},"
      "\"reference_ns_per_pair\":{:.0f},\"ratio\":{:.0f}}}\n",
      scenes, pairs, static_cast<double>(permits) / static_cast<double>(pairs), median(matrix_ns), median(plain_ns),
      median(ratios));
}

void one_by_one(std::size_t labels, std::size_t audiences) {
  // The random worlds are of different sizes: one with enough of both.
  std::unique_ptr<Scene> scene;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    auto next = std::make_unique<Scene>(seed, labels, audiences);
    if (!scene || next->audiences.size() * next->labels.size() > scene->audiences.size() * scene->labels.size())
      scene = std::move(next);
    if (scene->labels.size() >= labels && scene->audiences.size() >= audiences) break;
  }
  std::vector<double> compile;
  for (int i = 0; i < 5; ++i) {
    const double begin = now_ns();
    const release::Matrix matrix = scene->matrix();
    compile.push_back((now_ns() - begin) / 1e6);
  }
  const release::Matrix matrix = scene->matrix();
  worlds::Rng rng(1);
  constexpr std::size_t kAsked = 200'000;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> asked(kAsked);
  for (auto& [label, audience] : asked) {
    label = static_cast<std::uint32_t>(rng() % scene->labels.size());
    audience = static_cast<std::uint32_t>(rng() % scene->audiences.size());
  }
  const auto timed = [&](auto&& act) {
    std::vector<double> each;
    for (int round = 0; round < 3; ++round) {
      std::size_t permits = 0;
      const double begin = now_ns();
      for (const auto& [label, audience] : asked) permits += act(label, audience);
      each.push_back((now_ns() - begin) / static_cast<double>(kAsked));
      if (permits > kAsked) std::abort();
    }
    return median(each);
  };
  const double bit = timed([&](auto label, auto audience) {
    return matrix.permits(marking::LabelIx{label}, release::AudienceIx{audience});
  });
  const double decided = timed([&](auto label, auto audience) {
    return release::decide(*scene->world, scene->labels[label], scene->audiences[audience]);
  });
  const double explained = timed([&](auto label, auto audience) {
    return release::explain(*scene->world, scene->labels[label], scene->audiences[audience]).permit;
  });
  const double written = timed([&](auto label, auto audience) {
    return release::write(release::explain(*scene->world, scene->labels[label], scene->audiences[audience])).permit;
  });
  // In bulk: a page's filter looks labels up along one audience's row.
  std::vector<std::uint32_t> objects(1 << 20);
  for (auto& label : objects) label = static_cast<std::uint32_t>(rng() % scene->labels.size());
  std::size_t kept = 0;
  const auto row = matrix.row(release::AudienceIx{0});
  const double begin = now_ns();
  for (int round = 0; round < 16; ++round)
    for (const std::uint32_t label : objects) kept += row[label >> 6] >> (label & 63) & 1;
  const double bulk = (now_ns() - begin) / 16 / static_cast<double>(objects.size());
  if (kept > 16 * objects.size()) std::abort();
  fmt::print(
      "{{\"bench\":\"decisions\",\"compares\":\"one decision by bit test | decide() | explain() | every sentence of it written; random pairs\",\"labels\":{},"
      "\"audiences\":{},\"compile_ms\":{:.1f},\"compile_ns_per_pair\":{:.1f},\"bit_ns\":{:.1f},\"bulk_ns\":{:.2f},\"decide_ns\":"
      "{:.0f},\"explain_ns\":{:.0f},\"explain_over_decide\":{:.1f},\"written_ns\":{:.0f}}}\n",
      scene->labels.size(), scene->audiences.size(), median(compile),
      median(compile) * 1e6 / static_cast<double>(scene->labels.size() * scene->audiences.size()), bit, bulk, decided,
      explained, explained / decided, written);
}

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  against_reference(quick ? 10 : 60);
  one_by_one(quick ? 512 : 4096, quick ? 32 : 256);
  return 0;
}
