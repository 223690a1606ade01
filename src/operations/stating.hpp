// From what markings state to one label that this node's directory has resolved. Not a door's business.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "alliance/directory.hpp"
#include "marking/label.hpp"

namespace comity::operations {

// One marking as the directory reads it. One that says part only takes no readers by default.
marking::Label settle(const marking::Stated& stated, std::string_view agency, const alliance::Directory& directory);
// Adds a settled marking that says part only: what it is silent on (readers, topics, what is permitted) it leaves as it is.
void add_part(marking::Label& label, marking::Label part);
// All markings of one object, each settled, hold: their label, resolved and not completed (alliance/resolve.hpp). `marked`: the date that a
// default reader set is read as of.
marking::Label state(const std::vector<marking::Stated>& settled, const std::set<std::string>& unknowns, std::string_view agency,
                     const alliance::Directory& directory, Time marked);

}  // namespace comity::operations
