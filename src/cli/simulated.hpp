// A simulation as JSON and for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "operations/acts.hpp"

namespace comity::cli {

nlohmann::ordered_json to_json(const operations::Simulation& simulation);
std::string simulation_text(const operations::Simulation& simulation);

}  // namespace comity::cli
