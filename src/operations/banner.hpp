// A label as a party's people read it: the line over a text, the mark beside a paragraph, and what the two consist of, as data.
// A view: it decides nothing and is never stored. Callers hold Journal::state() shared, or are on the writer thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "marking/label.hpp"
#include "release/world.hpp"

namespace comity::operations {

// A level word of a scheme, and the rung that the scheme's data has for it.
struct ShownWord {
  std::string scheme, word;
  std::optional<int> rung;
  std::string as;  // the originators' words that it stands for, where they are others
};

struct Banner {
  std::string text;               // the line; "" where neither agreements nor the originators' scheme have words for the label
  std::vector<ShownWord> levels;  // in words of the party; where no agreement gives them, as the originators wrote them
  struct Original {
    std::string party, scheme, word;
    std::optional<int> rung;
  };
  std::vector<Original> originals;
  std::optional<std::vector<std::string>> releasable;  // who may receive it, as all originators name them together; nothing: no limit is named
  std::vector<marking::Owned> controls, compartments;
  std::vector<std::string> caveats, duties, topics;    // topics: of all clauses; empty where none is named
  std::string tlp;                                     // "" for none
  marking::Actions actions = 3;
};
// `label` is what the asker may be told of (label_shown.hpp). Of a remark there is nothing to say.
Banner banner_for(const release::World& world, const marking::Label& label, std::string_view party);

// The mark of a part: "(S//REL TO AUS/NZL)". `short_word` is its level's abbreviation, else the word.
struct PortionMark {
  std::string short_word, text;
};
PortionMark portion_mark(const release::World& world, const Banner& banner, std::string_view party);

}  // namespace comity::operations
