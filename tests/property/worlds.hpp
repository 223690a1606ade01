// Random small worlds and questions, in the reference evaluator's structs, for property tests.
// The same seed gives the same scene on every machine: only std::mt19937_64 and remainders are used, no distributions.
// Tuned so that permits and denials are both frequent and every clause fails now and then (worlds_test holds it to
// that). Labels are as stored: each originating party has level words and both kinds of set, but for a few with a
// missing level.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/reference/reference.hpp"

namespace worlds {

using Rng = std::mt19937_64;

// Everything that changes with the clock changes on one of these days; day 0 is 2026-01-01T00:00:00Z.
inline constexpr int kDays = 12;
reference::Time day(int n);
// A day of the range, or a microsecond before it.
reference::Time random_time(Rng& rng);

// 3 to 5 parties with 1 or 2 agencies each, 2 or 3 ranks per scheme, 0 to 2 communities, 0 to 4 agreements.
reference::World random_world(Rng& rng);
// One marking's label: one party's, or now and then of several; `joined` labels are joins of two or three such.
reference::Label random_label(const reference::World& world, Rng& rng);
reference::Label random_joined_label(const reference::World& world, Rng& rng);
// Consents, held copies, a recall, mostly about this party. Often empty.
reference::Grants random_grants(const reference::World& world, const reference::Label& label, const std::string& party,
                                Rng& rng);

struct Question {
  reference::Label label;
  reference::Grants grants;
  std::string person;
  std::optional<std::string> purpose;  // absent: the person's default
  int action = reference::kCopy;
  reference::Time at = 0;
};
Question random_question(const reference::World& world, Rng& rng);

// 3 to 8 objects with granular markings and references among them (some to nothing), for section 4.
// Every reference's path is among the fields; labels are joins of few, so that several objects are released together.
std::vector<reference::Object> random_objects(const reference::World& world, Rng& rng);

struct Scene {
  reference::World world;
  std::vector<Question> questions;
};
Scene random_scene(std::uint64_t seed, int questions = 20);

}  // namespace worlds
