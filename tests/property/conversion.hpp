// From the reference evaluator's structs to the engine's and back, member by member. Only plain data is moved: nothing here decides.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "release/decide.hpp"
#include "tests/reference/reference.hpp"

namespace conversion {

comity::marking::Label label(const reference::Label& from);
reference::Label label(const comity::marking::Label& from);

// The directory without keys and names; each person of `from` is in it.
comity::alliance::Directory directory(const reference::World& from);
reference::World directory(const comity::alliance::Directory& from);  // a world without agreements

comity::agreement::Terms terms(const reference::Agreement& from);
reference::Agreement terms(const comity::agreement::Terms& from);
std::vector<std::shared_ptr<const comity::release::Pact>> pacts(const std::vector<reference::Agreement>& from);

comity::release::Audience audience(const reference::Audience& from);
// What is said to the audience's party: the engine's grants are for one receiving party.
comity::release::Grants grants(const reference::Grants& from, const std::string& party);

}  // namespace conversion
