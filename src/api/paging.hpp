// Lists in pages, alike everywhere: `limit` and `next`, which is bound to its query.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "api/endpoint.hpp"

namespace comity::api {

inline constexpr std::int64_t kMostOfPage = 1000;

// Rows of the table: of what a list may be asked.
Parameter limit_parameter(std::int64_t otherwise);
Parameter next_parameter();

// A cursor that says where a list goes on, good for the same caller's party, path and filters. Errors of read: invalid.
std::string write_next(const Call& call, std::string_view key);
Result<std::string> read_next(const Call& call);  // "" where the call has none

// Leaves of `list`, a member of `body`, the page that the call asks for, in ascending order of `key_of`, and sets `next` where others follow. Keys are unique.
Result<void> page_of(const Call& call, nlohmann::ordered_json& body, const char* list,
                     const std::function<std::string(const nlohmann::ordered_json&)>& key_of);

}  // namespace comity::api
