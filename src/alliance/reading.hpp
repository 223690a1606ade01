// Parts that alliance.toml and the directory's JSON have in common. Private to alliance/.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "alliance/directory.hpp"
#include "alliance/fields.hpp"

namespace comity::alliance {

// [{party, name}, …]
std::set<marking::Owned> read_owned(Faults& faults, const Fields& fields, std::string_view key);
// Levels, accesses, topics, purposes, default_purpose, from, until; `levels` is the key of the levels.
Clearance read_clearance(Faults& faults, const Fields& fields, std::string person, std::string_view levels);
// "ALL", or a list of names; the directory says which of them are communities. FVEY@2020-01-01 is a dated community.
marking::ReaderSet read_readers(Faults& faults, const nlohmann::json& value, const std::string& pointer,
                                const Directory& directory);
nlohmann::json to_json_value(const marking::ReaderSet& readers);

}  // namespace comity::alliance
