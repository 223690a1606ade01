// What branch 2a reads of an audience, for deciding it once for all who are alike in that. Private to release/; beside
// agreement_key in label_keys.cpp.
#pragma once

#include <set>
#include <string>

#include "alliance/directory.hpp"
#include "marking/label.hpp"
#include "release/audience.hpp"

namespace comity::release::parts {

// The audience with all else left empty: two with equal ones get equal answers from branch 2a, but for labels that name
// persons.
Audience agreement_audience(const Audience& audience);
// The persons whom the sets of readers of this originating party name, by either action; its stated default's where it
// has none.
std::set<std::string> named_persons(const alliance::Directory& directory, const marking::Label& label,
                                    const std::string& o);

}  // namespace comity::release::parts
