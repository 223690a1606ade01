// Lists that a node answers as JSON, in columns.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace comity::cli {

// A member of the object as a word or words: texts as they are, lists with commas, true as its name, false and absent as "".
std::string word_of(const nlohmann::ordered_json& object, const char* key);

// A row of these members for each entry of list[name]; `none` where there is none.
std::string listing(const nlohmann::ordered_json& list, const char* name, const std::vector<const char*>& members, std::string_view none);

}  // namespace comity::cli
