// Concerns as the journal has them: a fold over the records of kind 23. docs/format/concern.md, Records.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.hpp"
#include "statement/concern.hpp"

namespace comity::statement {

std::string concern_record(std::string_view by, const agreement::Paper& paper);
// Somebody is about to be given these concerns, as far as that many steps.
std::string concern_read_record(std::string_view by, const std::set<std::string>& names);

// Readers hold Journal::state() shared. What a damaged record says changes nothing.
class Concerns final : public journal::Fold {
 public:
  void apply(const journal::Entry& entry) override;

  struct Recorded {
    Seq seq = 0;
    Time at;
    std::string by;  // the person that recorded it
    agreement::Paper paper;
    Step step;
  };
  struct Held {
    std::vector<Recorded> steps;  // the first is the raising
    const Step& raised() const { return steps.front().step; }
  };
  const std::map<std::string, Held, std::less<>>& all() const { return concerns_; }
  const Held* find(std::string_view id) const;
  bool was_read(std::string_view person, std::string_view name) const;

 private:
  std::map<std::string, Held, std::less<>> concerns_;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> read_;  // by person
};

}  // namespace comity::statement
