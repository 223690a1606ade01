// What branch 2a reads of an audience, for deciding it once for all who are alike in that. Private to release/; beside
// agreement_key in decide.cpp.
#pragma once

#include <string>

#include "marking/label.hpp"
#include "release/audience.hpp"

namespace comity::release::parts {

// The audience with all else left empty: two with equal ones get equal answers from branch 2a, but for labels that name
// persons.
Audience agreement_audience(const Audience& audience);
// Some set of readers of this originating party names a person. A party's default readers count as naming one.
bool names_persons(const marking::Label& label, const std::string& o);

}  // namespace comity::release::parts
