// The marked parts of an object, each with the mark that stands beside it. Not a door's business. Callers hold Journal::state() shared.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "operations/readings.hpp"
#include "stix/object.hpp"

namespace comity::operations {

// One row per selector of the granular markings that mark (a language marking does not), in their order, each once. `label(i)`: the label of the i-th
// selector of all, as the asker may be told of it; nullptr leaves it out.
std::vector<Portion> portions_of(const release::World& world, const std::vector<stix::GranularMarking>& granular, std::string_view party,
                                 const std::function<const marking::Label*(std::size_t)>& label);

}  // namespace comity::operations
