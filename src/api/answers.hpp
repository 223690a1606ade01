// The outcomes of acts as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "operations/acts.hpp"

namespace comity::api {

nlohmann::ordered_json to_json(const std::vector<operations::Explained>& objects);
nlohmann::ordered_json to_json(const std::vector<operations::WhoCanSee>& objects);

}  // namespace comity::api
