// What it costs to say who would gain and lose what: 10^6 objects × 200 audiences, one agreement more. Ours counts
// objects by label, compiles both worlds' matrices where the agreement reaches, compares bits and folds them; once by
// label, once by row as a node does it with its views (but for the views). The rival is the plain loop: release::decide
// for every object, audience and world. It is run on some of the objects only, where it must agree with ours, and its
// time for all is that times their number. The second rival decides each distinct label once.
//   simulate_bench [--quick]    prints JSON lines
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <set>
#include <vector>

#include "release/difference.hpp"
#include "tests/property/conversion.hpp"
#include "tests/property/worlds.hpp"

namespace {

using namespace comity;
using release::Bits;

// Processor time: one thread does it all, and the machine may be doing other work.
double now_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Scene {
  Scene(std::uint64_t seed, std::size_t most_labels, std::size_t most_audiences) {
    worlds::Rng rng(seed);
    const reference::World plain = worlds::random_world(rng);
    const Time at{worlds::random_time(rng)};
    auto pacts = conversion::pacts(plain.agreements);
    const auto directory = std::make_shared<const alliance::Directory>(conversion::directory(plain));
    if (pacts.size() < 2) return;
    after = std::make_shared<const release::World>(directory, pacts,
                                                   std::vector<std::shared_ptr<const release::Pact>>{}, at);
    pacts.pop_back();
    before = std::make_shared<const release::World>(directory, pacts,
                                                    std::vector<std::shared_ptr<const release::Pact>>{}, at);
    std::set<marking::Label> distinct;
    for (std::size_t tries = 0; distinct.size() < most_labels && tries < most_labels * 20; ++tries)
      distinct.insert(conversion::label(tries % 3 == 0 ? worlds::random_joined_label(plain, rng)
                                                       : worlds::random_label(plain, rng)));
    labels.assign(distinct.begin(), distinct.end());
    std::shuffle(labels.begin(), labels.end(), rng);
    // The few people of a small world lend each other accesses, topics and purposes, as posts of one agency differ.
    std::set<release::Audience> known;
    for (std::size_t tries = 0; known.size() < most_audiences && tries < most_audiences * 60; ++tries) {
      const auto one = worlds::random_question(plain, rng), other = worlds::random_question(plain, rng);
      auto audience = reference::audience_of(plain, one.person, one.purpose, reference::kCopy, at.us);
      const auto from = reference::audience_of(plain, other.person, other.purpose, reference::kCopy, at.us);
      audience.accesses = from.accesses;
      audience.topics = from.topics;
      audience.assigned = from.assigned;
      audience.declared = from.declared;
      release::Audience converted = conversion::audience(audience);
      converted.person += fmt::format("-{:04}", tries);
      if (known.insert(converted).second) subjects.push_back({converted.person, converted, converted});
    }
    std::sort(subjects.begin(), subjects.end(), [](const auto& a, const auto& b) { return a.person < b.person; });
  }
  std::vector<const marking::Label*> pointers() const {
    std::vector<const marking::Label*> out;
    for (const auto& label : labels) out.push_back(&label);
    return out;
  }
  std::shared_ptr<const release::World> before, after;
  std::vector<marking::Label> labels;
  std::vector<release::Subject> subjects;
};

void bench(std::size_t labels, std::size_t audiences, std::size_t objects, std::size_t sampled) {
  // Of some random worlds, the one in which the agreement changes most.
  std::unique_ptr<Scene> scene;
  std::uint64_t most = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    auto small = std::make_unique<Scene>(seed, 100, 20);
    if (!small->before || small->subjects.size() < 20) continue;
    release::Difference difference(small->before, small->after, small->pointers(), small->subjects);
    const auto summary = difference.by_label(std::vector<std::uint64_t>(small->labels.size(), 1));
    std::uint64_t pairs = 0;
    for (const auto& [person, tally] : summary.person) pairs += tally.gained + tally.lost;
    if (pairs <= most) continue;
    auto full = std::make_unique<Scene>(seed, labels, audiences);
    if (full->labels.size() < labels || full->subjects.size() < audiences) continue;
    most = pairs;
    scene = std::move(full);
  }
  if (!scene) {
    fmt::print(stderr, "simulate_bench: no random world is large enough\n");
    std::exit(1);
  }
  worlds::Rng rng(7);
  std::vector<marking::LabelIx> rows(objects);
  for (auto& row : rows) row = marking::LabelIx{static_cast<std::uint32_t>(rng() % labels)};
  const auto pointers = scene->pointers();

  std::vector<double> by_label, by_row;
  release::Summary summary, exact;
  std::uint64_t changed_pairs = 0;
  for (int round = 0; round < 3; ++round) {
    double begin = now_ms();
    {
      std::vector<std::uint64_t> counts(labels, 0);
      for (const auto row : rows) ++counts[row.value];
      release::Difference difference(scene->before, scene->after, pointers, scene->subjects);
      summary = difference.by_label(counts);
    }
    by_label.push_back(now_ms() - begin);
    begin = now_ms();
    {
      release::Difference difference(scene->before, scene->after, pointers, scene->subjects);
      exact = difference.by_row(rows, [&](std::size_t subject, release::Sight& sight) {
        sight.before.assign((objects + 63) / 64, 0);
        sight.after = sight.before;
        const Bits &gained = difference.gained(subject), &lost = difference.lost(subject);
        for (std::size_t row = 0; row < objects; ++row) {
          sight.after[row >> 6] |= std::uint64_t{release::test(gained, rows[row].value)} << (row & 63);
          sight.before[row >> 6] |= std::uint64_t{release::test(lost, rows[row].value)} << (row & 63);
        }
      });
    }
    by_row.push_back(now_ms() - begin);
  }
  if (exact.objects != summary.objects || exact.person != summary.person ||
      exact.reasons.size() != summary.reasons.size()) {
    fmt::print(stderr, "simulate_bench: by label and by row differ\n");
    std::exit(1);
  }
  for (const auto& [person, tally] : summary.person) changed_pairs += tally.gained + tally.lost;

  release::Difference difference(scene->before, scene->after, pointers, scene->subjects);
  double begin = now_ms();
  std::uint64_t differ = 0;
  for (std::size_t s = 0; s < scene->subjects.size(); ++s) {
    const auto& subject = scene->subjects[s];
    for (std::size_t row = 0; row < sampled; ++row) {
      const std::uint32_t label = rows[row].value;
      const bool was = release::decide(*scene->before, scene->labels[label], subject.before),
                 is = release::decide(*scene->after, scene->labels[label], subject.after);
      differ += (!was && is) != release::test(difference.gained(s), label) ||
                (was && !is) != release::test(difference.lost(s), label);
    }
  }
  const double plain = (now_ms() - begin) * static_cast<double>(objects) / static_cast<double>(sampled);
  begin = now_ms();
  std::uint64_t flips = 0;
  for (const auto& subject : scene->subjects)
    for (const auto& label : scene->labels)
      flips += release::decide(*scene->before, label, subject.before) !=
               release::decide(*scene->after, label, subject.after);
  const double distinct = now_ms() - begin;
  if (differ > 0 || flips == 0) {
    fmt::print(stderr, "simulate_bench: {} pairs differ from decide, {} labels flip\n", differ, flips);
    std::exit(1);
  }
  fmt::print(
      "{{\"bench\":\"simulate\",\"compares\":\"two worlds compared for every audience, with counts and reasons | "
      "release::decide for every object, audience and world, "
      "timed on {} objects, where all agree | release::decide for every label, audience and "
      "world\",\"objects\":{},\"audiences\":{},\"labels\":{},\"gained\":{},\"lost\":{},"
      "\"changed_pairs\":{},\"reasons\":{},\"by_label_cpu_ms\":{:.1f},\"by_row_cpu_ms\":{:.1f},\"decide_all_cpu_ms\":{:"
      ".0f},\"decide_labels_cpu_ms\":{:.0f},\"ratio\":{:.0f},"
      "\"ratio_by_row\":{:.0f}}}\n",
      sampled, objects, scene->subjects.size(), labels, summary.objects.gained, summary.objects.lost, changed_pairs,
      summary.reasons.size(), median(by_label), median(by_row), plain, distinct, plain / median(by_label),
      plain / median(by_row));
}

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  bench(500, quick ? 50 : 200, quick ? 100'000 : 1'000'000, 500);
  bench(5'000, quick ? 50 : 200, quick ? 100'000 : 1'000'000, 500);
  return 0;
}
