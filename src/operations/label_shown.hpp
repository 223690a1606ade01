// Labels as somebody is told of them. Callers hold Journal::state() shared, or are on the writer thread.
#pragma once

#include <string>

#include "alliance/directory.hpp"
#include "marking/label.hpp"
#include "operations/node.hpp"

namespace comity::operations {

// The label without communities that the asker's party was never in: who belongs to one is its members' to know. The operator is told all.
marking::Label shown_to(const Caller& asker, const alliance::Directory& directory, marking::Label label);

// A STIX marking-definition that conveys this label (canonical JSON) by our extension. Its identifier follows from what it says.
std::string marking_definition_of(const std::string& label_json);

// What a row is held under now, so told: as a STIX marking-definition with our extension (docs/format/label.md). Its identifier follows from what
// it says.
std::string marking_shown_to(const Node& node, const Caller& asker, std::uint32_t row);

}  // namespace comity::operations
