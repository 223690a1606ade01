// Previews of derivations and waiting tearlines as JSON (docs/cli.md): what the REST API answers and the command line prints.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "operations/acts.hpp"

namespace comity::operations {

nlohmann::ordered_json to_json(const DerivationPreview& preview);
nlohmann::ordered_json to_json(const std::vector<WaitingTearline>& tearlines);

}  // namespace comity::operations
