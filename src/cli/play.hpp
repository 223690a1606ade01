// A play: what the people of an exercise do, step by step, on days before the node is first served, so that no list of it is empty. Written as data
// (alliances/README.md says how); every step is an act of operations/ by a person, and signed with the exercise's keys where an authority signs.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "alliance/toml_document.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/sign.hpp"
#include "operations/node.hpp"

namespace comity::cli {

// The keys of the parties' authorities, by party.
using Authorities = std::map<std::string, crypto::SigningKey>;

// Stands where it was set and moves on a little with every look, so that what follows is later. Any thread.
class PlayClock final : public Clock {
 public:
  explicit PlayClock(Time start) : us_(start.us) {}
  Time now() override { return {us_.fetch_add(100)}; }
  void set(Time time) { us_ = time.us; }
  Time looked() const { return {us_.load()}; }

 private:
  std::atomic<std::int64_t> us_;
};

class Play {
 public:
  // Reads the file and holds every step's members, order and instants against what they may be; files that steps name are read when they are played.
  // `now` is when the play ends: instants count from the start (UTC) of its day, and all steps lie before that. Errors: invalid (where = file and line), those of files.
  static Result<Play> read(const std::filesystem::path& file, Time now);

  Time begins() const { return begins_; }
  std::size_t steps() const { return steps_.size(); }
  // Every step in turn, each at its time by the clock. Errors: a step's, with its file and line.
  Result<void> perform(operations::Node& node, PlayClock& clock, const Authorities& keys, const std::function<void(std::size_t done)>& progress);

  struct Step {
    Time at;
    std::string what;      // a row of the table of steps
    nlohmann::json value;  // its members as written
    std::string where;     // file and line
  };

 private:
  std::filesystem::path folder_;
  Time begins_, today_;
  nlohmann::json markings_ = nlohmann::json::object();  // by name
  std::vector<Step> steps_;
};

// "${-12 08:30}" in a text: an instant so many days from `today`, RFC 3339; "${+25}": a date. "${name}": what an earlier step gave that name to. Errors: invalid.
Result<std::string> filled_in(std::string_view text, Time today, const std::map<std::string, std::string>& named);

// ---- What steps do: play_steps.cpp, play_rounds.cpp -----------------------------------------------------------------------

struct Playing {
  operations::Node& node;
  PlayClock& clock;
  const Authorities& keys;
  const std::filesystem::path& folder;
  const nlohmann::json& markings;
  Time today;
  std::map<std::string, std::string> named{};       // ids of what steps made, by the names that steps gave
  std::map<std::string, std::string> judgements{};  // as they were committed to: by round, agency and stage

  operations::Caller caller(const std::string& person) const;
  Result<const crypto::SigningKey*> key(const std::string& party) const;
  // The file, with what stands in ${…} filled in.
  Result<std::string> file(const std::string& name) const;
  // A marking by its name in the play, or as it stands, as JSON.
  Result<std::string> marking(const nlohmann::json& value) const;
  // Keeps what was made under the step's `name`, if it has one.
  void keep(const nlohmann::json& step, const std::string& id);
};

struct StepKind {
  std::string_view name;
  std::vector<std::string_view> needs, may;  // members
  Result<void> (*perform)(Playing& playing, const nlohmann::json& step);
};
const std::vector<StepKind>& play_steps();   // sharing, agreements, consents, recalls
const std::vector<StepKind>& play_rounds();  // rounds, statements, meetings, concerns

}  // namespace comity::cli
