// What a request says outside its body, held against its row of the table.
#pragma once

#include "api/endpoint.hpp"

namespace comity::api {

// Headers that a call of the row may carry besides its own parameters, for the document: those of all calls, or of all POSTs.
const std::vector<Parameter>& common_headers(const Endpoint& row);

// The names of the pattern's path parameters, in order.
std::vector<std::string_view> path_names(std::string_view pattern);

// Errors: invalid, with the parameter's name in `where`: one that the row does not have, one twice, one that is not of its kind.
Result<void> check_parameters(const Endpoint& row, const http::Request& request);

}  // namespace comity::api
