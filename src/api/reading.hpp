// The rows that read and share objects; objects.cpp has those that ask about them and take them back.
#pragma once

#include <vector>

#include "api/endpoint.hpp"
#include "operations/acts.hpp"

namespace comity::api {

std::vector<Endpoint> reading_endpoints();
std::vector<Schema> reading_schemas();

// The filters that every list of objects takes, and what a call says with them.
std::vector<Parameter> filter_parameters();
Result<operations::PageRequest> page_request(const Call& call, std::string_view collection);

}  // namespace comity::api
